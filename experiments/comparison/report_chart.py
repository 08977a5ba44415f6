"""The report's first chart: effects with their intervals as bars that fit any screen."""

import math
from typing import Any, Final

import pandas as pd

from experiments.comparison.answer import ASKED, EFFECT, HEADLINES
from experiments.comparison.results import Comparison
from experiments.presentation.languages import Text, named
from experiments.presentation.wording import effect_text, is_notable, outcome_words, signed

LEAST_REACH: Final = 0.01
LARGEST: Final = 0.90
"""Share of effects that the scale holds in full; larger ones end in an arrow at its edge."""

ROOM: Final = 1.08
Row = dict[str, Any]


def chart(comparison: Comparison) -> Row:
    """Return columns and rows of bars: policies by headlines, or one policy's outcomes."""
    if len(comparison.policies) == 1:
        return _of_one(comparison, comparison.policies[0])
    tables = {outcome: comparison.effects(outcome) for outcome in HEADLINES}
    scales = {
        outcome: _reach(rows.loc[comparison.policies], LARGEST)
        for outcome, rows in tables.items()
    }
    first = tables[HEADLINES[0]]["effect_vs_no_policy"]
    names = sorted(comparison.policies, key=lambda name: float(first[name]))
    rows = [
        {
            "title": comparison.title(name),
            "bars": [
                bar(outcome, tables[outcome].loc[name], scales[outcome])
                for outcome in HEADLINES
            ],
        }
        for name in names
    ]
    columns = [_column(named(outcome_words(name)), scales[name]) for name in HEADLINES]
    return {"columns": columns, "rows": rows}


def _of_one(comparison: Comparison, name: str) -> Row:
    effects = {outcome: comparison.effects(outcome).loc[[name]] for outcome in ASKED}
    reach = _reach(pd.concat(effects.values()), 1.0)
    rows = [
        {
            "title": named(outcome_words(outcome)),
            "bars": [bar(outcome, rows.iloc[0], reach)],
        }
        for outcome, rows in effects.items()
    ]
    return {"columns": [_column(comparison.title(name), reach)], "rows": rows}


def _column(title: Text, reach: float) -> Row:
    digits = 0 if reach >= 2 * LEAST_REACH else 1
    return {"title": title, "ends": [f"{signed(end, digits)}%" for end in (-reach, reach)]}


def bar(outcome: str, row: Any, reach: float) -> Row:
    """Return one effect as places on the scale [% of its width], with its look and text."""
    change, low, high = (float(row[name]) for name in EFFECT)
    if math.isnan(change):
        return {"text": effect_text(change, low, high), "look": "empty"}
    ends = (change, change) if math.isnan(low) else (low, high)
    left, right = (_place(end, reach) for end in ends)
    look = "muted"
    if is_notable(outcome, change, low, high):
        look = "up" if change > 0.0 else "down"
    beyond = "left" if change < -reach else "right" if change > reach else ""
    return {
        "left": left,
        "width": round(right - left, 2),
        "dot": _place(change, reach),
        "look": look,
        "beyond": beyond,
        "text": effect_text(change, low, high),
    }


def _place(value: float, reach: float) -> float:
    """Return a place on a scale from -reach to reach [% of its width], held at its edges."""
    return round(50.0 + 50.0 * max(-1.0, min(1.0, value / reach)), 2)


def _reach(rows: pd.DataFrame, share: float) -> float:
    """Return the end of a scale that holds most intervals."""
    sizes = rows[list(EFFECT)].abs().max(axis=1).dropna()
    largest = float(sizes.quantile(share)) if len(sizes) else 0.0
    return _rounded(max(ROOM * largest, LEAST_REACH))


def _rounded(value: float) -> float:
    """Return the next of 1, 2, 3, 5, 10 ... per cent."""
    size = 10.0 ** math.floor(math.log10(value))
    for step in (1.0, 1.5, 2.0, 3.0, 5.0, 7.5):
        if value <= step * size * (1.0 + 1e-9):
            return step * size
    return 10.0 * size
