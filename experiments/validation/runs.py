"""The runs that targets are judged on: history, the published model, and episodes."""

import copy
from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import pandas as pd

from experiments.config.compose import Resolved, compose, resolve, to_model_config
from experiments.config.schema import KEYS
from experiments.ensembles.plan import NO_POLICY
from experiments.ensembles.posterior import apply_draw, draws_of
from experiments.validation.docking import DOCKING_OVERRIDES, DOCKING_RUNS
from experiments.validation.episodes.lab import END
from sim.agents.consumer import CLASSES
from sim.config import ModelConfig
from sim.kernels.consumers import DEPENDENT
from sim.model import CartelMarket
from sim.world.axes import CORRIDORS, DRUGS

HISTORY_END: Final = "2026-12-01"
USER_CLASSES: Final = ("opioid", "cocaine", "methamphetamine")


def observe(model: CartelMarket) -> dict[str, float]:
    """Return what the targets need of a month beside the model's outcomes.

    Gross weight seized at the southwest land border, all of it and at ports of entry, by
    drug; dependent users by class; and deaths by a stimulant whose certificate also names an
    opioid. Call it after the month's step.
    """
    world, consumption = model.world, model.consumption
    is_land = np.isin(world.route_corridor, [*CORRIDORS, "texas"])
    is_port = is_land & (np.array(world.route_mode) == "port_of_entry")
    seized = np.asarray(model.flows.seized_gross_by_route_kg)
    found = {}
    for row, drug in enumerate(DRUGS):
        found[f"land_gross_kg[{drug}]"] = float(seized[is_land, row].sum())
        found[f"ports_gross_kg[{drug}]"] = float(seized[is_port, row].sum())
    for name in USER_CLASSES:
        users = consumption.users[CLASSES.index(name), DEPENDENT]
        found[f"heavy_users[{name}]"] = float(users)
    named = model.driver("certificates_naming_drug", model.month - 1)
    for drug in ("cocaine", "methamphetamine"):
        both = named * float(getattr(model.flows, f"{drug}_deaths_with_opioid"))
        found[f"deaths_with_opioid[{drug}]"] = both
    return found


def history_run(config: ModelConfig) -> pd.DataFrame:
    """Return one run of history, outcomes and observations, one row per month."""
    model = CartelMarket(config)
    seen = []
    for _ in model.months:
        model.step()
        seen.append(observe(model))
    return model.results().join(pd.DataFrame(seen, index=model.months))


def docking_run(configs: Sequence[ModelConfig]) -> list[pd.DataFrame]:
    """Return one seed's runs of the published model, from one shared history to 2022."""
    base, *policies = configs
    start = base.calendar.policy_start
    model = CartelMarket(base)
    model.run_to(cast("int", model.months.get_loc(start)))
    branches = [model.branch(config).run() for config in policies]
    return [model.run(), *branches]


def history_configs(resolved: Resolved) -> list[ModelConfig]:
    """Return one config a seed: the realised policies, from 2012 to the end of 2026."""
    return _from_2012(resolved, "history", HISTORY_END)


def episode_configs(resolved: Resolved) -> list[ModelConfig]:
    """Return one config a seed: history without a policy, as far as any episode reaches."""
    return _from_2012(resolved, NO_POLICY, f"{END:%Y-%m-%d}")


def _from_2012(resolved: Resolved, scenario: str, end: str) -> list[ModelConfig]:
    """Return one config a seed, each with its draw of the posterior where that is asked."""
    tree = copy.deepcopy({key: resolved.tree[key] for key in KEYS})
    tree["scenario"] = compose([f"scenario={scenario}"]).tree["scenario"]
    tree["calendar"] |= {"start": "2012-01-01", "end": end, "policy_start": None}
    tree["set"] = dict.fromkeys(tree["set"])
    tree["quick"] = False  # its sizes are in the tree already
    run = resolve(tree, ["calendar.end"], {}, [])
    configs = [_seeded(to_model_config(run), seed) for seed in resolved.seeds]
    for config, draw in zip(configs, draws_of(resolved, 1), strict=False):
        config.params = apply_draw(config.params, draw)
    return configs


def docking_configs(resolved: Resolved) -> list[list[ModelConfig]]:
    """Return three configs a seed: no change, arrests doubled, recruitment halved."""
    network = resolved.tree["world"]["network_csv"]
    more = [] if network is None else [f"world.network_csv='{network}'"]
    runs = [
        compose([*DOCKING_OVERRIDES, *more, *settings]) for settings in DOCKING_RUNS.values()
    ]
    return [[_seeded(to_model_config(run), seed) for run in runs] for seed in resolved.seeds]


def _seeded(config: ModelConfig, seed: int) -> ModelConfig:
    config.seed = seed
    return config
