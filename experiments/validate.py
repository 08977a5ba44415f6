"""Every target of TARGETS, published against simulated: ``python -m experiments.validate``."""

import copy
import os
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.command import command
from experiments.config.values import Option
from experiments.ensembles.posterior import UNCERTAINTY_OPTION, draws_of, lay

if TYPE_CHECKING:
    import pandas as pd

    from experiments.config.compose import Resolved
    from experiments.validation.series import Row
    from sim.config import ModelConfig
    from sim.model import CartelMarket

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    # Before NumPy comes: threads change the order of sums, and with it the last digits.
    os.environ.setdefault(_name, "1")

OPTIONS = {
    "only": Option(None, "targets to run, E1, [E1,E2] or [P1,H4]; all when null"),
    **UNCERTAINTY_OPTION,
}
HISTORY_END = "2026-12-01"
USER_CLASSES = ("opioid", "cocaine", "methamphetamine")


# ------------------------------------------------------------------------------- runs


def observe(model: "CartelMarket") -> dict[str, float]:
    """Return what the targets need of a month beside the model's outcomes.

    Gross weight seized at the southwest land border, all of it and at ports of entry, by
    drug; dependent users by class; and deaths by a stimulant whose certificate also names an
    opioid. Call it after the month's step.
    """
    import numpy as np

    from sim.agents.consumer import CLASSES
    from sim.kernels.consumers import DEPENDENT
    from sim.world.axes import CORRIDORS, DRUGS

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


def history_run(config: "ModelConfig") -> "pd.DataFrame":
    """Return one run of history, outcomes and observations, one row per month."""
    import pandas as pd

    from sim.model import CartelMarket

    model = CartelMarket(config)
    seen = []
    for _ in model.months:
        model.step()
        seen.append(observe(model))
    return model.results().join(pd.DataFrame(seen, index=model.months))


def docking_run(configs: Sequence["ModelConfig"]) -> list["pd.DataFrame"]:
    """Return one seed's runs of the published model, from one shared history to 2022."""
    from sim.model import CartelMarket

    base, *policies = configs
    start = base.calendar.policy_start
    model = CartelMarket(base)
    model.run_to(int(model.months.get_loc(start)))
    branches = [model.branch(config).run() for config in policies]
    return [model.run(), *branches]


def history_configs(resolved: "Resolved") -> list["ModelConfig"]:
    """Return one config a seed: the realised policies, from 2012 to the end of 2026."""
    from experiments.config.compose import compose, resolve, to_model_config

    tree = copy.deepcopy(resolved.tree)
    tree["scenario"] = compose(["scenario=history"]).tree["scenario"]
    tree["calendar"] |= {"start": "2012-01-01", "end": HISTORY_END, "policy_start": None}
    tree["set"] = dict.fromkeys(tree["set"])
    tree["quick"] = False  # its sizes are in the tree already
    run = resolve(tree, ["calendar.end"], OPTIONS, [])
    return _drawn([to_model_config(run) for _ in seeds_of(resolved)], resolved)


def episode_configs(resolved: "Resolved") -> list["ModelConfig"]:
    """Return one config a seed: history without a policy, as far as any episode reaches."""
    from experiments.config.compose import compose, resolve, to_model_config
    from experiments.validation.episodes.lab import END

    tree = copy.deepcopy(resolved.tree)
    tree["scenario"] = compose([]).tree["scenario"]
    tree["calendar"] |= {"start": "2012-01-01", "end": f"{END:%Y-%m-%d}", "policy_start": None}
    tree["set"] = dict.fromkeys(tree["set"])
    tree["quick"] = False  # its sizes are in the tree already
    run = resolve(tree, ["calendar.end"], OPTIONS, [])
    return _drawn([to_model_config(run) for _ in seeds_of(resolved)], resolved)


def docking_configs(resolved: "Resolved") -> list[list["ModelConfig"]]:
    """Return three configs a seed: no change, arrests doubled, recruitment halved."""
    from experiments.config.compose import compose, to_model_config
    from experiments.validation.docking import DOCKING_OVERRIDES, DOCKING_RUNS

    network = resolved.tree["world"]["network_csv"]
    more = [] if network is None else [f"world.network_csv='{network}'"]
    runs = [
        compose([*DOCKING_OVERRIDES, *more, *settings]) for settings in DOCKING_RUNS.values()
    ]
    return [
        [_seeded(to_model_config(run), seed) for run in runs] for seed in seeds_of(resolved)
    ]


def seeds_of(resolved: "Resolved") -> list[int]:
    """Return the seeds to run."""
    return list(range(resolved.seed, resolved.seed + resolved.replications))


def _drawn(configs: list["ModelConfig"], resolved: "Resolved") -> list["ModelConfig"]:
    """Give every config its seed, and its own draw of the posterior where that is asked."""
    for config, draw in zip(configs, draws_of(resolved, 1), strict=False):
        config.params = lay(config.params, draw)
    return [_seeded(c, seed) for c, seed in zip(configs, seeds_of(resolved), strict=True)]


def _seeded(config: "ModelConfig", seed: int) -> "ModelConfig":
    config.seed = seed
    return config


def spread_out[Job, Result](
    run: Callable[[Job], Result], jobs: Sequence[Job], workers: int
) -> list[Result]:
    """Return the results of the runs in order, made by ``workers`` processes of one thread."""
    if workers == 1 or len(jobs) == 1:
        return [run(job) for job in jobs]
    from joblib import Parallel, delayed, parallel_config

    with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        return list(Parallel()(delayed(run)(job) for job in jobs))


# ---------------------------------------------------------------------------- results


def docking_rows(resolved: "Resolved") -> list["Row"]:
    """Run and judge section 1."""
    from experiments.validation import docking as docking

    seeds = spread_out(docking_run, docking_configs(resolved), resolved.workers)
    return docking.rows([dict(zip(docking.DOCKING_RUNS, runs, strict=True)) for runs in seeds])


def episode_rows(resolved: "Resolved", episodes: Collection[str]) -> list["Row"]:
    """Run and judge section 3, or some of its episodes."""
    from experiments.validation.episodes import catalogue

    chosen = tuple(name for name in catalogue.EPISODES if name in episodes)
    jobs = [catalogue.Job(config, chosen) for config in episode_configs(resolved)]
    seeds = spread_out(catalogue.run, jobs, resolved.workers)
    return catalogue.rows(seeds, chosen)


def chosen_targets(asked: Any) -> list[str]:
    """Return the numbers of the targets to run, such as P1, H4 and E16.

    Parameters
    ----------
    asked
        A list of names, one name, or None for all.
    """
    from experiments.config.errors import InputError, nearest
    from experiments.validation.episodes.catalogue import EPISODES

    known = [*(f"P{n}" for n in range(1, 8)), *(f"H{n}" for n in range(1, 9)), *EPISODES]
    names = known if asked is None else [asked] if isinstance(asked, str) else asked
    if not isinstance(names, list) or not names:
        raise InputError(["only: is not a list; allowed: NAME, [NAME, NAME, ...] or null"])
    faults = [
        f"only: there is no target '{name}'; known: {', '.join(known)}"
        + nearest(str(name), known)
        for name in names
        if name not in known
    ]
    if faults:
        raise InputError(faults)
    return [str(name) for name in names]


def history_rows(frames: Sequence["pd.DataFrame"]) -> list["Row"]:
    """Judge section 2 on runs of history."""
    from experiments.validation import history_numbers, recent_numbers, series, targets

    numbers = [*history_numbers.points(), *recent_numbers.points()]
    found = [row for target in targets.HISTORY for row in series.series_rows(target, frames)]
    found += history_numbers.rows(numbers, frames)
    return [*found, recent_numbers.coverage(found), *info_rows(frames)]


def info_rows(frames: Sequence["pd.DataFrame"]) -> list["Row"]:
    """Compare the full model with two docking numbers, for information."""
    from experiments.validation import targets
    from experiments.validation.docking import measures

    bands = {target.id: target for target in targets.DOCKING}
    found = []
    for id_ in ("P1", "P2", "P3.2012", "P3.2022", "P4.2022"):
        target = bands[id_]
        values = [_full_model(frame, measures, id_) for frame in frames]
        row = targets.judge(target, values)
        what = f"{target.what}, full model"
        found.append(row | {"id": f"I.{id_}", "grade": "info", "what": what})
    return found


def _full_model(frame: "pd.DataFrame", measures: Callable[..., Any], id_: str) -> float:
    found: dict[str, float] = measures(dict.fromkeys(("none", "arrests", "recruitment"), frame))
    return found[id_]


def save(folder: Path, rows: Sequence["Row"]) -> None:
    """Write ``targets.csv`` and the printed table."""
    import pandas as pd

    from experiments.validation.table import printed
    from experiments.validation.targets import COLUMNS

    pd.DataFrame(rows)[list(COLUMNS)].to_csv(folder / "targets.csv", index=False)
    (folder / "targets.txt").write_text(printed(rows) + "\n", encoding="utf-8")


def history_part(
    resolved: "Resolved", folder: Path, names: Sequence[str]
) -> tuple[list["Row"], list["pd.DataFrame"]]:
    """Run and judge section 2 and write its tables; return its rows and runs."""
    from experiments.validation import levels, series

    frames = spread_out(history_run, history_configs(resolved), resolved.workers)
    level_rows, level_table = levels.rows(frames)
    found = history_rows(frames)
    level_table.to_csv(folder / "levels.csv", index=False)
    series.table_of_years(frames).to_csv(folder / "history.csv", index=False)
    if resolved.option("only") is not None:
        return [row for row in found if str(row["id"]).split(".")[0] in names], frames
    return [*found, *level_rows], frames


def write_page(
    folder: Path, rows: Sequence["Row"], frames: Sequence["pd.DataFrame"], resolved: "Resolved"
) -> None:
    """Draw the figures and write the scores of later years and ``validation.html``."""
    from experiments.validation import held_out
    from experiments.validation import page as validation_page
    from experiments.validation.plots import draw_all

    table = held_out.table(frames) if frames else None
    if table is not None:
        table.to_csv(folder / "scores.csv", index=False, float_format="%.8g")
    draw_all(folder / "figures", frames, rows, table)
    pictures = sorted((folder / "figures").glob("*.png"))
    page = validation_page.render(
        rows, table, pictures, seeds=seeds_of(resolved), tree=resolved.tree
    )
    (folder / "validation.html").write_text(page, encoding="utf-8")


@command(
    "validate",
    "Each target of TARGETS: published value, simulated mean, interval, hit.",
    OPTIONS,
)
def main(resolved: "Resolved") -> None:
    """Run docking, history and episodes, judge every target, save tables and figures."""
    started = time.perf_counter()
    from experiments.storage.output import default_folder, whole_folder, write_manifest
    from experiments.validation.table import printed, set_in_view

    names = chosen_targets(resolved.option("only"))
    kinds = {name[0] for name in names}
    folder = resolved.output_dir or default_folder("validate")
    with whole_folder(folder) as staged:
        rows = docking_rows(resolved) if "P" in kinds else []
        rows = [row for row in rows if str(row["id"]).split(".")[0] in names]
        frames: list[pd.DataFrame] = []
        if "H" in kinds:
            found, frames = history_part(resolved, staged, names)
            rows += found
        if "E" in kinds:
            rows += episode_rows(resolved, names)
        save(staged, rows)
        write_page(staged, rows, frames, resolved)
        write_manifest(
            staged,
            command="validate",
            config=resolved.tree,
            seeds=seeds_of(resolved),
            started=started,
            more={"parameters_set_with_2020_24_in_view": set_in_view()},
        )
    print(printed(rows))
    print(f"\n{folder}, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
