"""Targets as a reader meets them: what a row says, how wide its band is, its numbers."""

import math
import re
from collections.abc import Sequence
from typing import Final

from experiments.presentation.languages import Text, said
from experiments.validation.series import Row
from experiments.validation.table import number, span

GRADE_WORDS: Final = {
    "A": "a stated or narrow band",
    "B": "right sign, within a factor of two",
    "C": "right sign or order of magnitude",
    "level": "mean of 2015-19 within a factor of two",
    "score": "later years: better than simple forecasts, intervals hold",
    "info": "shown for comparison, not counted",
}
"""What it takes to meet a target of each grade."""

SHORT_WORDS: Final = {
    " to ": " a ",
    " of ": " de ",
    "over ": "más de ",
    "never": "nunca",
    "any more": "cualquier alza",
    "any less": "cualquier baja",
}
CHANGE: Final = ", ratio - 1"
RATIO: Final = ", ratio"
OF_THE_BAND: Final = re.compile(r" \((stated band|factor two)\)$")
NARROW, TWO, WIDE = 1.7, 4.5, 12.0
"""Largest high over low of a band that is called narrow, a factor of two, or of three."""


def spelt_out(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, with "same" replaced by the experiment of the row before."""
    found, experiment = [], ""
    for row in rows:
        head, _, rest = str(row["what"]).partition("same")
        if head or not rest:
            experiment = str(row["what"]).partition(":")[0]
            found.append(row)
        else:
            found.append(row | {"what": f"{experiment}: {rest.lstrip(':, ')}"})
    return found


def sentence(words: str) -> str:
    """Return words with a capital at their head."""
    return words[:1].upper() + words[1:]


def plain(what: str) -> str:
    """Return what a row says without the shorthand of its band and unit."""
    text = OF_THE_BAND.sub("", what)
    return sentence(text.replace(CHANGE, ", change").replace(RATIO, ", times"))


def both(text: str) -> Text:
    """Return a number or a span as `number` and `span` write it, in both languages."""
    spanish = text
    for english, word in SHORT_WORDS.items():
        spanish = spanish.replace(english, word)
    return Text(text, spanish)


def numbers(row: Row) -> dict[str, Text]:
    """Return a row's numbers; changes are written as percent."""
    return {name: both(text) for name, text in _numbers(row).items()}


def _numbers(row: Row) -> dict[str, str]:
    if CHANGE not in str(row["what"]):
        return {
            "published": number(row["published"]),
            "band": span(row["band_low"], row["band_high"]),
            "simulated": number(row["simulated"]),
            "interval": span(row["low"], row["high"]),
        }
    return {
        "published": _percent(row["published"]),
        "band": f"{_percent(row['band_low'])} to {_percent(row['band_high'])}",
        "simulated": _percent(row["simulated"]),
        "interval": f"{_percent(row['low'])} to {_percent(row['high'])}",
    }


def _percent(value: object) -> str:
    known = float(str(value))
    if math.isnan(known):
        return "-"
    if math.isinf(known):
        return "any more" if known > 0.0 else "any less"
    digits = 0 if abs(known) >= 0.1 else 1
    text = f"{100.0 * known:+,.{digits}f}"
    return "0%" if not text.strip("+-0.") else f"{text}%".replace("-", "−")


def width(row: Row) -> Text:
    """Return how wide a band is, in words."""
    low, high = sorted(abs(float(str(row[end]))) for end in ("band_low", "band_high"))
    is_one_sided = float(str(row["band_low"])) * float(str(row["band_high"])) <= 0.0
    if math.isnan(low + high):
        return said("no band")
    if math.isinf(high) or low == 0.0:
        return said("sign or bound only")
    if is_one_sided:
        return said("around zero")
    ratio = high / low
    if ratio <= NARROW:
        return said("narrow")
    if ratio <= TWO:
        return said("factor of two")
    return said("factor of three") if ratio <= WIDE else said("sign or bound only")
