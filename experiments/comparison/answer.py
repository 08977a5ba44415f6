"""The answer in words: what a policy does, how sure that is, and what it rests on."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.comparison.results import Comparison
from experiments.presentation.languages import Text, capital, listed, named, said
from experiments.presentation.wording import (
    decimals,
    effect_text,
    is_clear,
    outcome_words,
    percent,
    share,
)

HEADLINES: Final = ("supply_doses", "recruits")
ASKED: Final = (*HEADLINES, "overdose_deaths", "homicides")
EFFECT: Final = ("effect_vs_no_policy", "effect_low", "effect_high")
SUBJECTS: Final = {
    "supply_doses": ("supply to the US", "is"),
    "recruits": ("recruitment in Mexico", "is"),
    "overdose_deaths": ("overdose deaths in the US", "are"),
    "homicides": ("homicides in Mexico", "are"),
}
"""How a sentence names an outcome, and its verb."""


def answer(comparison: Comparison, name: str, policy: Text) -> Text:
    """Return what a policy does to the four outcomes, in one sentence.

    Parameters
    ----------
    policy
        The policy as it stands in a sentence: ``tariff = 25 from January 2025``.
    """
    year = comparison.horizon
    clear, unclear = [], []
    for outcome in ASKED:
        effect = _effect(comparison, outcome, name)
        if math.isnan(effect[1]) or is_clear(*effect[1:]):
            told = _ranged if comparison.n_members else _moved
            clear.append((abs(effect[0]), told(outcome, effect)))
        else:
            unclear.append(named(SUBJECTS[outcome][0]))
    if not clear:
        return said(
            "With {policy}, {outcomes} show no clear change in year {year} against no policy.",
            policy=policy,
            outcomes=listed(unclear),
            year=year,
        )
    moves = [text for _, text in sorted(clear, key=lambda pair: -pair[0])]
    english = "With {policy}, {moves} in year {year} than without it"
    text = said(english, policy=policy, moves=listed(moves), year=year)
    return text + _rest(unclear) if unclear else text + "."


def _rest(unclear: Sequence[Text]) -> Text:
    english = "; {outcomes} show no clear change."
    if len(unclear) == 1:
        english = "; there is no clear change in {outcomes}."
    return said(english, outcomes=listed(unclear))


def _moved(outcome: str, effect: Sequence[float]) -> Text:
    """Return ``recruitment in Mexico is about 0.2% higher``."""
    subject, verb = SUBJECTS[outcome]
    change, low, high = effect
    way = "higher" if change > 0.0 else "lower"
    digits = decimals(low, high, change) if math.isfinite(low) else 1
    size = f"{abs(100.0 * change):,.{digits}f}%"
    return said(f"{subject} {verb} about {{size}} {way}", size=size)


def _ranged(outcome: str, effect: Sequence[float]) -> Text:
    """Return ``recruitment in Mexico is about 3–11% higher``: the interval in its digits."""
    subject, verb = SUBJECTS[outcome]
    change, low, high = effect
    if math.isnan(low):
        return _moved(outcome, effect)
    way = "higher" if change > 0.0 else "lower"
    near, far = sorted(abs(100.0 * end) for end in (low, high))
    digits = decimals(low, high, change)
    size = f"{near:,.{digits}f}–{far:,.{digits}f}%"
    return said(f"{subject} {verb} about {{size}} {way}", size=size)


def how_sure(comparison: Comparison, n_seeds: int) -> Text:
    """Return what the intervals hold and what they do not, in words."""
    if n_seeds == 1:
        return said(
            "One pair of runs was made: one draw, without an interval. Run more seeds before"
            " you quote a number."
        )
    if comparison.n_members:
        return said(
            "The main policies rest on {members} whole parameter sets that history leaves, the"
            " others on {n}. The intervals hold all uncertain numbers, forms of rules and"
            " seed-to-seed variation. What no form describes is not in them.",
            members=comparison.n_members,
            n=n_seeds,
        )
    if comparison.has_draws:
        return said(
            "Each number is the mean of {n} pairs of runs. The intervals hold 25 fitted"
            " parameters and seed-to-seed variation. Some 500 other numbers and the rules are"
            " not drawn, so the true doubt is larger.",
            n=n_seeds,
        )
    return said(
        "Each number is the mean of {n} pairs of runs. The intervals hold seed-to-seed"
        " variation only. The 25 fitted parameters, some 500 other numbers and the rules are"
        " not drawn, so the true doubt is larger.",
        n=n_seeds,
    )


def findings(comparison: Comparison) -> list[tuple[Text, Text]]:
    """Return for each headline which policies move it most, and how many move it at all."""
    return [_finding(comparison, outcome) for outcome in HEADLINES]


def _finding(comparison: Comparison, outcome: str) -> tuple[Text, Text]:
    rows = comparison.effects(outcome).loc[comparison.policies]
    is_large = np.array([comparison.is_notable(str(name), outcome) for name in rows.index])
    falls = rows[(rows[EFFECT[0]] < 0.0) & is_large]
    rises = rows[(rows[EFFECT[0]] > 0.0) & is_large]
    tally = said(
        "By 1% or more it falls in {n_falls} of {n} policies and rises in {n_rises}; in"
        " {n_rest} the change is smaller or not clear.",
        n_falls=len(falls),
        n_rises=len(rises),
        n=len(rows),
        n_rest=len(rows) - len(falls) - len(rises),
    )
    return _extremes(comparison, outcome, falls, rises), tally


def _extremes(
    comparison: Comparison, outcome: str, falls: pd.DataFrame, rises: pd.DataFrame
) -> Text:
    """Return which policies lower and raise an outcome most."""
    known = {"outcome": named(outcome_words(outcome))}
    if len(falls):
        known["fall"] = _named_effect(comparison, falls.iloc[falls[EFFECT[0]].argmin()])
    if len(rises):
        known["rise"] = _named_effect(comparison, rises.iloc[rises[EFFECT[0]].argmax()])
    english = {
        (True, True): "{outcome} falls most under {fall}, and rises most under {rise}.",
        (True, False): "{outcome} falls most under {fall}; no policy clearly raises it.",
        (False, True): "{outcome} rises most under {rise}; no policy clearly lowers it.",
        (False, False): "{outcome} is clearly moved by no policy.",
    }[len(falls) > 0, len(rises) > 0]
    return said(english, **known)


def _named_effect(comparison: Comparison, row: pd.Series) -> Text:
    effect = effect_text(*(float(row[column]) for column in EFFECT))
    return said("{name}: {effect}", name=comparison.title(str(row.name)), effect=effect)


def same_levers(comparison: Comparison) -> list[Text]:
    """Return which scenarios have the levers of another and are therefore counted once."""
    return [
        said(
            "{name} sets the same levers as {other}: the two are shown and counted once.",
            name=comparison.title(name),
            other=comparison.title(other),
        )
        for name, other in comparison.same.items()
    ]


def offset_sentence(comparison: Comparison) -> Text:
    """Return the adaptation offset in plain words: of one policy, or the median over many."""
    text = said(
        "When a policy bites, groups move to other routes, drugs, markets, trades and channels;"
        " the adaptation offset is the share of the policy's effect that this takes back."
    )
    parts = []
    for outcome in HEADLINES:
        values = comparison.offsets(outcome).dropna()
        if len(values):
            known = {
                "share": share(float(values.median())),
                "outcome": named(SUBJECTS[outcome][0]),
                "n": len(values),
            }
            english = "{share} for {outcome}"
            if len(comparison.policies) > 1:
                english = "{share} for {outcome} (median of {n} policies)"
            parts.append(said(english, **known))
    if parts:
        year = comparison.horizon
        return text + said(" In year {year} it is {parts}.", year=year, parts=listed(parts))
    return text + said(
        " Here no effect with choices frozen is clear and at least 0.5%, so there is no share"
        " to give."
    )


def today(comparison: Comparison, name: str, outcome: str) -> Text:
    """Return an outcome's change against the year before the policy, with its interval."""
    row: Any = comparison.effects(outcome).loc[name]
    ends = (row["effect_vs_start"], row["start_low"], row["start_high"])
    return effect_text(*(float(end) for end in ends))


def plain_change(comparison: Comparison, outcome: str) -> str:
    """Return how an outcome changes without policy, against the year before."""
    row: Any = comparison.effects(outcome).loc["no_policy"]
    return percent(float(row["effect_vs_start"]))


def name_in_sentence(comparison: Comparison, name: str) -> Text:
    """Return a stored scenario as a sentence names it."""
    return said('the policy "{name}"', name=capital(comparison.title(name)))


def _effect(comparison: Comparison, outcome: str, name: str) -> tuple[float, float, float]:
    row: Any = comparison.effects(outcome).loc[name]
    change, low, high = (float(row[column]) for column in EFFECT)
    return change, low, high
