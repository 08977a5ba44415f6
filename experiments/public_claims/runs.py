"""The runs that claims need: policies and references under each set of rules, each once."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from experiments.comparison.effects import (
    NOTHING,
    Paired,
    Triple,
    mean_interval,
    pair,
    ratio_interval,
)
from experiments.config.compose import Resolved
from experiments.config.errors import InputError
from experiments.ensembles.own_plans import scenario_at
from experiments.ensembles.plan import NO_POLICY
from experiments.public_claims.claim import Claim, Policy
from experiments.public_claims.verdicts import Effect
from sim.config import ModelConfig

AS_IS: Final = "1"
OFF: Final = "0"
REVERSED: Final = "-1"
FLIPPED: Final = "flipped"
STRENGTHS: Final = {AS_IS: 1.0, OFF: 0.0, REVERSED: -1.0}
USUAL: Final = Policy(NO_POLICY)


def settings_of(claim: Claim) -> list[str]:
    """Return the rules under which a claim is run."""
    found = [AS_IS, *([OFF, REVERSED] if claim.mechanisms else [])]
    return [*found, *([FLIPPED] if claim.flips else [])]


def rules_key(claim: Claim, setting: str) -> str:
    """Return a name for the rules of a run; empty for the usual ones."""
    if setting == AS_IS:
        return ""
    if setting == FLIPPED:
        return ",".join(f"{path}={value:g}" for path, value in sorted(claim.flips.items()))
    return ",".join(f"{name}={setting}" for name in sorted(claim.mechanisms))


def policy_key(policy: Policy) -> str:
    """Return a name for a policy."""
    levers = [f"{name}={value:g}" for name, value in policy.levers]
    without = [f"no {name}" for name in policy.without]
    return "+".join([policy.scenario, *levers, *without])


def run_key(policy: Policy, claim: Claim, setting: str) -> str:
    """Return the name of a run; that of no policy under the usual rules is the reference."""
    rules = rules_key(claim, setting)
    return f"{policy_key(policy)}|{rules}" if rules else policy_key(policy)


def configs_of(resolved: Resolved, claims: Sequence[Claim]) -> dict[str, ModelConfig]:
    """Return every run that claims need, by name, the reference first."""
    start = resolved.model.calendar.policy_start
    policies: dict[Policy, ModelConfig] = {}

    def of(policy: Policy) -> ModelConfig:
        if policy not in policies:
            config = scenario_at(resolved, policy.scenario, start, dict(policy.levers))
            plain = policies[USUAL].levers
            kept = {name: plain[name] for name in policy.without}
            policies[policy] = replace(config, levers={**config.levers, **kept})
        return policies[policy]

    policies[USUAL] = scenario_at(resolved, NO_POLICY, start, {})
    found = {NO_POLICY: policies[USUAL]}
    for claim in claims:
        for setting in settings_of(claim):
            for policy in (claim.reference, claim.policy):
                key = run_key(policy, claim, setting)
                if key not in found:
                    found[key] = ruled(_told(of, policy, claim), claim, setting)
    return found


def _told(of: Callable[[Policy], ModelConfig], policy: Policy, claim: Claim) -> ModelConfig:
    """Return a policy's config; a value out of bounds is told with the claim's file."""
    try:
        return of(policy)
    except InputError as error:
        path = f"claims/{claim.name}.yaml.levers."
        raise InputError([f"{path}{message}" for message in error.errors]) from error


def ruled(config: ModelConfig, claim: Claim, setting: str) -> ModelConfig:
    """Return a config under other rules: strengths, or the parameters that flip the claim."""
    if setting == FLIPPED:
        params = copy.deepcopy(config.params)
        for path, value in claim.flips.items():
            group, name = path.split(".")
            setattr(getattr(params, group), name, value)
        return replace(config, params=params)
    own = {name: STRENGTHS[setting] * config.strength[name] for name in claim.mechanisms}
    return replace(config, strength={**config.strength, **own})


def changes(paired: Paired, seeds_a_draw: int | None) -> Triple:
    """Return relative changes with intervals; infinite for a clear rise from nothing.

    A rise from nothing has no relative size, but it is larger than any that matters.
    """
    found = ratio_interval(paired.scenario, paired.reference, seeds_a_draw)
    _, low, _ = mean_interval(paired.scenario, seeds_a_draw)
    rises = (np.abs(paired.reference).max(axis=-1) < NOTHING) & (low > NOTHING)
    mean, low, high = (np.where(rises, np.inf, part) for part in found)
    return mean, low, high


def effects_of(
    claims: Sequence[Claim],
    results: pd.DataFrame,
    start: pd.Timestamp,
    seeds_a_draw: int | None,
) -> dict[tuple[str, str], Effect]:
    """Return the effect of each claim under each of its rules, by name and rules."""
    asked: dict[str, list[tuple[Claim, str]]] = {}
    for claim in claims:
        for setting in settings_of(claim):
            key = run_key(claim.reference, claim, setting)
            asked.setdefault(key, []).append((claim, setting))
    found = {}
    for reference, wanted in asked.items():
        runs = [run_key(claim.policy, claim, setting) for claim, setting in wanted]
        paired = pair(results, list(dict.fromkeys(runs)), start, reference)
        effects = zip(*changes(paired, seeds_a_draw), strict=True)
        columns = (paired.keys[name] for name in ("scenario", "outcome", "horizon"))
        of_row = dict(zip(zip(*columns, strict=True), effects, strict=True))
        for (claim, setting), run in zip(wanted, runs, strict=True):
            values = of_row.get((run, claim.outcome, claim.horizon), (float("nan"),) * 3)
            found[claim.name, setting] = Effect(*map(float, values))
    return found
