"""What an ensemble runs: one shared history, the scenarios that leave it, and the seeds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import pandas as pd

from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError, nearest, refused
from experiments.config.overrides import options
from experiments.config.scenarios import with_scenario
from experiments.ensembles.members import with_set
from experiments.ensembles.posterior import Draw, apply_draw
from sim.config import END, START, AdaptationSwitches, ModelConfig
from sim.priors import ParameterSet

NO_POLICY: Final = "no_policy"
CUSTOM: Final = "custom"
ADAPTING, FROZEN, FROZEN_ALL = "adaptation", "no_adaptation", "no_adaptation_no_capacity"
"""Cartels adapt; the five choices are frozen; growth of capacity is frozen too."""

OFFSET_MONTHS: Final = 60
"""Months for which the frozen arms run: the offset is asked for up to five years."""

QUICK_MONTHS: Final = 24

MEMBERS: Final = "members"
"""The variant of arms that are run on more members than the others, and not as long."""

PAIRS: Final = 16
"""Members that run on a second seed, which shows seed-to-seed variation."""
SEEDS_A_DRAW: Final = 2
"""Seeds that share a draw of the fitted parameters."""


@dataclass(frozen=True)
class Arm:
    """One run to be made from the shared history: a scenario, with or without adaptation.

    ``month`` is the first month in which it can differ from the history. Its strengths and
    parameters may differ from that month on where it ``has_new_rules``.
    """

    scenario: str
    variant: str
    month: int
    config: ModelConfig
    has_new_rules: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether others are compared with it: no policy, at its usual or another date."""
        return self.scenario.partition("@")[0] == NO_POLICY


@dataclass(frozen=True)
class Members:
    """Whole parameter sets of a comparison, one for each seed.

    Parameters
    ----------
    sets
        Of every seed in turn: those of the plan, then ``seeds``.
    seeds
        More seeds, on which ``arms`` alone are run; the last `PAIRS` repeat the first sets.
    n
        Number of sets, repeats not counted.
    """

    sets: tuple[ParameterSet, ...]
    seeds: tuple[int, ...]
    arms: tuple[Arm, ...]
    n: int


@dataclass(frozen=True)
class Plan:
    """All runs of a comparison: the shared history, what leaves it, and the seeds.

    ``draws`` holds the fitted parameters of each seed; empty where all share one point, or
    where ``members`` holds whole parameter sets.
    """

    trunk: ModelConfig
    arms: tuple[Arm, ...]
    seeds: tuple[int, ...]
    report_from: pd.Timestamp = START  # first month of the results; runs begin in 2012
    draws: tuple[Draw, ...] = ()
    members: Members | None = None

    @property
    def all_seeds(self) -> tuple[int, ...]:
        """Seeds of all arms, then those of the members' arms alone."""
        return (*self.seeds, *(self.members.seeds if self.members else ()))

    def arms_of(self, seed: int) -> tuple[Arm, ...]:
        """Return the arms that are run on a seed."""
        if self.members and seed in self.members.seeds:
            return self.members.arms
        return self.arms

    def set_of(self, seed: int) -> ParameterSet:
        """Return the whole parameter set of a seed."""
        assert self.members is not None
        return self.members.sets[self.all_seeds.index(seed)]

    def of_seed(self, seed: int, arms: Sequence[Arm]) -> tuple[ModelConfig, list[Arm]]:
        """Return the history and arms with the parameters of a seed's draw."""
        if self.members:
            usual, chosen = compose([]).model, self.set_of(seed)
            trunk = with_set(self.trunk, chosen, usual)
            moved = [(arm, with_set(arm.config, chosen, usual)) for arm in arms]
            return trunk, [replace(arm, config=config) for arm, config in moved]
        if not self.draws:
            return self.trunk, list(arms)
        draw = self.draws[self.seeds.index(seed)]
        params = apply_draw(self.trunk.params, draw)

        def drawn(arm: Arm) -> Arm:
            own = apply_draw(arm.config.params, draw) if arm.has_new_rules else params
            return replace(arm, config=replace(arm.config, params=own))

        return replace(self.trunk, params=params), [drawn(arm) for arm in arms]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the reference first."""
        return [arm.scenario for arm in self.arms if arm.variant == ADAPTING]

    @property
    def policy_starts(self) -> dict[str, pd.Timestamp]:
        """First month of each scenario's policy."""
        return {
            arm.scenario: arm.config.calendar.policy_start
            for arm in self.arms
            if arm.variant == ADAPTING
        }

    def config(self, scenario: str) -> ModelConfig:
        """Return the config of a scenario with adaptation."""
        return next(
            arm.config
            for arm in self.arms
            if arm.scenario == scenario and arm.variant == ADAPTING
        )


def reference_name(start: pd.Timestamp, usual: pd.Timestamp) -> str:
    """Return the name of the frozen reference for a policy date.

    Adaptation is frozen when the policy begins, so a scenario with its own date needs its own
    frozen reference: ``no_policy@2027-01``.
    """
    return NO_POLICY if start == usual else f"{NO_POLICY}@{start:%Y-%m}"


def scenario_names(resolved: Resolved, asked: Any) -> list[str]:
    """Return the scenarios to compare, the reference first.

    Parameters
    ----------
    resolved
        A checked config; its scenario, if it is a policy, narrows the comparison to itself.
    asked
        A list of names, one name, or None for all.
    """
    known = options("scenario")
    names = known if asked is None else [asked] if isinstance(asked, str) else asked
    if asked is None and resolved.scenario != NO_POLICY:
        names = [resolved.scenario]
    if not isinstance(names, list) or not names:
        raise InputError(["scenarios: is not a list; allowed: [name, name, ...] or null"])
    errors = [
        f"scenarios: there is no '{name}'; see --list scenarios{nearest(str(name), known)}"
        for name in names
        if name not in known
    ]
    alone = resolved.scenario if asked is not None else NO_POLICY
    if alone not in (NO_POLICY, *names) and not _has_own_levers(resolved.tree):
        what = f"scenario: {alone} has no effect beside scenarios"
        errors.append(f"{what}; allowed: scenarios=[{', '.join(map(str, [alone, *names]))}]")
    if errors:
        raise InputError(errors)
    return list(dict.fromkeys([NO_POLICY, *names]))


def make_plan(
    resolved: Resolved,
    names: Sequence[str],
    *,
    variants: Sequence[str] = (ADAPTING, FROZEN, FROZEN_ALL),
    draws: tuple[Draw, ...] = (),
) -> Plan:
    """Return the runs that compare scenarios on paired seeds.

    Levers set by hand (``set.<lever>``, ``levers.<lever>.schedule``) are not laid over every
    scenario: they make one more, ``custom``, on top of the chosen one.
    """
    configs = {name: with_scenario(resolved, name) for name in names}
    if _has_own_levers(resolved.tree):
        configs[CUSTOM] = resolved.model
    starts = {name: config.calendar.policy_start for name, config in configs.items()}
    end = _end(resolved, list(starts.values()))
    configs = {name: run_until(config, end) for name, config in configs.items()}
    trunk = configs[NO_POLICY]
    arms = []
    for variant in variants:
        for name, config in (configs | _references(configs, variant)).items():
            arms.append(arm_of(name, variant, config, trunk))
    return Plan(
        trunk, tuple(arms), tuple(resolved.seeds), resolved.model.calendar.report_from, draws
    )


def with_members(plan: Plan, sets: Sequence[ParameterSet], names: Sequence[str]) -> Plan:
    """Return a plan whose seeds have a whole parameter set each, and more of them for some.

    Parameters
    ----------
    sets
        At least as many as the plan has seeds; the rest get seeds of their own.
    names
        Scenarios that run on all sets, for two years of their policy.
    """
    n_more = len(sets) - len(plan.seeds)
    n_pairs = min(PAIRS, len(sets))
    first = max(plan.seeds) + 1
    chosen = [
        arm
        for arm in plan.arms
        if arm.variant == ADAPTING and arm.scenario in (NO_POLICY, *names)
    ]
    last = max(_second_year(arm.config) for arm in chosen)
    arms = tuple(
        replace(arm, variant=MEMBERS, config=run_until(arm.config, last)) for arm in chosen
    )
    own = Members(
        (*sets, *sets[:n_pairs]),
        tuple(range(first, first + n_more + n_pairs)),
        arms,
        len(sets),
    )
    return replace(plan, members=own)


def _second_year(config: ModelConfig) -> pd.Timestamp:
    return config.calendar.policy_start + pd.DateOffset(months=QUICK_MONTHS - 1)


def without_policy(resolved: Resolved) -> tuple[ModelConfig, int]:
    """Return a run's config without its policy, and the first month in which the two differ.

    The dates are the run's own, so that adaptation, where it is frozen, is frozen with it.
    """
    own = resolved.model
    plain = with_scenario(resolved, NO_POLICY)
    reference = replace(plain, calendar=own.calendar, seed=own.seed)
    return reference, _first_difference(own, reference)


def frozen(config: ModelConfig, *, capacity: bool) -> ModelConfig:
    """Return a config whose choices stop adapting at the policy date, for five years."""
    on = dict.fromkeys(asdict(config.adaptation), False)
    on["capacity"] = config.adaptation.capacity and not capacity
    last = config.calendar.policy_start + pd.DateOffset(months=OFFSET_MONTHS - 1)
    return run_until(replace(config, adaptation=AdaptationSwitches(**on)), last)


def _references(configs: dict[str, ModelConfig], variant: str) -> dict[str, ModelConfig]:
    """Return the frozen references for policy dates other than the usual one."""
    if variant == ADAPTING:
        return {}
    usual = configs[NO_POLICY].calendar.policy_start
    found = {}
    for config in configs.values():
        start = config.calendar.policy_start
        calendar = replace(configs[NO_POLICY].calendar, policy_start=start)
        name = reference_name(start, usual)
        if name != NO_POLICY:
            found[name] = replace(configs[NO_POLICY], calendar=calendar)
    return found


def arm_of(name: str, variant: str, config: ModelConfig, trunk: ModelConfig) -> Arm:
    """Return one run that leaves the shared history, its choices frozen where asked."""
    if variant != ADAPTING:
        config = frozen(config, capacity=variant == FROZEN_ALL)
    return Arm(name, variant, _first_difference(config, trunk), config)


def _first_difference(config: ModelConfig, trunk: ModelConfig) -> int:
    """Return the first month in which two runs can differ: a lever, or a policy date."""
    months = config.calendar.months.intersection(trunk.calendar.months)
    starts = [config.calendar.policy_start, trunk.calendar.policy_start]
    firsts = [int(months.searchsorted(start)) for start in starts]
    for name, lever in config.levers.items():
        if lever != trunk.levers[name]:
            differs = lever.monthly(months) != trunk.levers[name].monthly(months)
            firsts += [int(differs.argmax())] if differs.any() else []
    return min(*firsts, len(months))


def _has_own_levers(tree: dict[str, Any]) -> bool:
    is_set = any(value is not None for value in tree["set"].values())
    return is_set or any(lever["schedule"] is not None for lever in tree["levers"].values())


def _end(resolved: Resolved, starts: Sequence[pd.Timestamp]) -> pd.Timestamp:
    """Return the last month of the runs: shorter when quick and no one set it."""
    end = resolved.model.calendar.end
    if resolved.quick and end == END:
        end = min(end, max(starts) + pd.DateOffset(months=QUICK_MONTHS - 1))
    return end


def run_until(config: ModelConfig, end: pd.Timestamp) -> ModelConfig:
    """Return a config that ends by a month, and keeps every month of its results."""
    ends = min(end, config.calendar.end)
    calendar = replace(config.calendar, end=ends, report_from=START)
    return replace(config, calendar=calendar)


def check_horizon(plan: Plan) -> None:
    """Refuse runs that end before a policy is a year old, or start with it."""
    latest = max(plan.policy_starts.values())
    earliest = min(plan.policy_starts.values())
    end, start = plan.trunk.calendar.end, plan.report_from
    first_end = latest + pd.DateOffset(months=11)
    last_start = earliest - pd.DateOffset(months=12)
    errors = []
    if end < first_end:
        allowed = (
            f"{first_end.date()} or later, a year of the policy that begins {latest.date()}"
        )
        errors.append(refused("calendar.end", str(end.date()), allowed))
    if start > last_start:
        allowed = f"{last_start.date()} or earlier, a year before the policy"
        errors.append(refused("calendar.start", str(start.date()), allowed))
    if errors:
        raise InputError(errors)
