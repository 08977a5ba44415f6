"""Effects over members of an ensemble: intervals, their parts, signs, and what they rest on.

Each member is a whole parameter set with a seed of its own, and the same random numbers with a
policy and without. Its effect is one draw of what the policy may do.

effect, low, high
    Median of the members' effects, and their 5 and 95%: numbers, forms and seed-to-seed
    variation together.
sd_luck
    Some members run on a second seed: half the mean squared difference of their two effects is
    the variance that one seed brings.
sd_form
    Variance between the values of the forms, by least squares on all forms at once, less what
    chance explains (adjusted R squared).
sd_parameters
    The rest: numbers.
probability_rise
    Share of members in which the outcome is higher with the policy; ties count half.
rests_on
    Up to three numbers or forms whose rank correlation with the effect is clear when all are
    looked at (Bonferroni, 5%), with the correlation.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import stats

from experiments.comparison.effects import NOTHING, Paired, pair
from experiments.ensembles.plan import NO_POLICY, Plan
from sim.array_types import FloatArray
from sim.priors import FORMS, ParameterSet

ENDS: Final = (0.05, 0.95)
MOST_NAMED: Final = 3
FAMILY_ERROR: Final = 0.05
KEYS: Final = ["scenario", "outcome", "horizon"]


def over_members(
    details: pd.DataFrame, adapting: pd.DataFrame, members: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Return details with the rows that all members reach told by them.

    Parameters
    ----------
    details
        A row per scenario, outcome and horizon, as `effects.summarise` returns it.
    adapting, members
        Tidy results of the plan's own seeds, and of the further ones.
    """
    assert plan.members is not None
    names = [arm.scenario for arm in plan.members.arms]
    outcomes = members["outcome"].cat.categories
    is_used = adapting["scenario"].isin(names) & adapting["outcome"].isin(outcomes)
    both = pd.concat([adapting[is_used], members], ignore_index=True)
    starts = plan.policy_starts
    inputs = inputs_of(plan.members.sets[: plan.members.n])
    parts = []
    for start in dict.fromkeys(starts[name] for name in names):
        own = [name for name in names if starts[name] == start]
        parts.append(_rows(pair(both, own, start, NO_POLICY), plan, inputs))
    found = pd.concat(parts).set_index(KEYS)
    table = details.set_index(KEYS)
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *found.columns])))
    shared = table.index.intersection(found.index)
    for column in found.columns:
        table[column] = table[column].astype(object if column == "rests_on" else float)
        table.loc[shared, column] = found.loc[shared, column]
    table["n"] = table["n"].astype(int)
    return table.reset_index()[list(dict.fromkeys([*details.columns, *found.columns]))]


def _rows(paired: Paired, plan: Plan, inputs: pd.DataFrame) -> pd.DataFrame:
    assert plan.members is not None
    n = plan.members.n
    is_whole = np.isfinite(paired.scenario).all(axis=1)
    keys = paired.keys[is_whole].reset_index(drop=True)
    values, base, before = (
        side[is_whole] for side in (paired.scenario, paired.reference, paired.before)
    )
    effects, since = relative(values, base), relative(values, before)
    table = keys.assign(n=n)
    for name, low, high, own in (
        ("mean", "low", "high", values),
        ("effect_vs_no_policy", "effect_low", "effect_high", effects),
        ("effect_vs_start", "start_low", "start_high", since),
    ):
        table[name] = np.median(own[:, :n], axis=1)
        table[low], table[high] = np.quantile(own[:, :n], ENDS, axis=1)
    parts = split(effects[:, :n], effects[:, n:], form_columns(inputs))
    for name, column in zip(("sd_parameters", "sd_form", "sd_luck"), parts, strict=True):
        table[name] = column
    table["probability_rise"] = probability_rise(effects[:, :n])
    table["rests_on"] = rests_on(effects[:, :n], inputs)
    return table


def relative(values: FloatArray, base: FloatArray) -> FloatArray:
    """Return each member's relative change; 0 where both are zero, NaN where only the base is.

    A row in which any member's change does not exist is blank throughout.
    """
    size = np.abs(base)
    is_zero = size < NOTHING
    change = (values - base) / np.where(is_zero, 1.0, size)
    change = np.where(is_zero & (np.abs(values) >= NOTHING), np.nan, change)
    is_blank = np.isnan(change).any(axis=1) | is_zero.all(axis=1)
    return np.where(is_blank[:, None], np.nan, change)


def split(effects: FloatArray, again: FloatArray, forms: FloatArray) -> tuple[FloatArray, ...]:
    """Return standard deviations of effects by numbers, by forms, and from seed to seed.

    Parameters
    ----------
    effects
        Shape (rows, n).
    again
        Effects of the first members on a second seed, shape (rows, n_pairs).
    forms
        A column for each other value of a form, shape (n, m).
    """
    n = effects.shape[1]
    whole = effects.var(axis=1, ddof=1)
    luck = ((effects[:, : again.shape[1]] - again) ** 2).mean(axis=1) / 2.0
    x = np.column_stack([np.ones(n), forms])
    rank = int(np.linalg.matrix_rank(x))
    if n - rank < 2:
        explained = np.zeros(len(effects))
    else:
        known = np.nan_to_num(effects)
        left = known - known @ np.linalg.pinv(x).T @ x.T
        explained = np.maximum(whole - (left**2).sum(axis=1) / (n - rank), 0.0)
    luck = np.minimum(luck, whole)
    explained = np.minimum(explained, whole - luck)
    return np.sqrt(whole - luck - explained), np.sqrt(explained), np.sqrt(luck)


def probability_rise(effects: FloatArray) -> FloatArray:
    """Return the share of members whose effect is above zero, ties counted half."""
    rise = (effects > NOTHING).mean(axis=1) + 0.5 * (np.abs(effects) <= NOTHING).mean(axis=1)
    return np.where(np.isnan(effects).any(axis=1), np.nan, rise)


def inputs_of(sets: Sequence[ParameterSet]) -> pd.DataFrame:
    """Return numbers and forms of sets, a row a set and a column for each that varies."""
    numbers = pd.DataFrame([one.numbers for one in sets])
    columns: dict[str, Any] = {name: numbers[name] for name in numbers.columns}
    for form in FORMS:
        chosen = [one.forms.get(form.key) for one in sets]
        for value in list(form.weights)[1:]:
            columns[f"{form.key}={value}"] = [float(own == value) for own in chosen]
    table = pd.DataFrame(columns)
    return table.loc[:, table.max() > table.min()]


def form_columns(inputs: pd.DataFrame) -> FloatArray:
    """Return the columns of forms, shape (n, m)."""
    return inputs[[name for name in inputs.columns if "=" in name]].to_numpy(float)


def rests_on(effects: FloatArray, inputs: pd.DataFrame) -> list[str]:
    """Return what each row's effect moves with most: ``name (+0.52)``, or blank."""
    n, names = effects.shape[1], list(inputs.columns)
    ranks = [stats.rankdata(side, axis=0) for side in (inputs.to_numpy(float), effects.T)]
    centred = [side - side.mean(axis=0) for side in ranks]
    lengths = [np.sqrt((side**2).sum(axis=0)) for side in centred]
    scaled = [
        side / np.where(length > 0.0, length, np.inf)
        for side, length in zip(centred, lengths, strict=True)
    ]
    table = np.nan_to_num(scaled[1].T @ scaled[0])
    limit = smallest_clear(n, len(names))
    found = []
    for row in table:
        order = np.argsort(-np.abs(row), kind="stable")[:MOST_NAMED]
        told = [f"{names[i]} ({row[i]:+.2f})" for i in order if abs(row[i]) >= limit]
        found.append(", ".join(told))
    return found


def smallest_clear(n: int, n_inputs: int) -> float:
    """Return the rank correlation of ``n`` members that stands out among so many inputs."""
    if n < 5:
        return 1.1
    t = stats.t.ppf(1.0 - FAMILY_ERROR / (2.0 * n_inputs), n - 2)
    return float(t / np.sqrt(n - 2 + t**2))
