"""Fits the parameters, writes what was found, and makes it the project's own."""

import shutil
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from experiments.calibration import plots as figures
from experiments.calibration import waves
from experiments.calibration.data import fit_points
from experiments.calibration.priors import Prior
from experiments.calibration.runs import Runner, base_config
from experiments.calibration.waves import Fit, Plan
from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError, keeping, refused
from experiments.config.overrides import CONFIGS
from experiments.ensembles.posterior import file, save_draws, save_point
from experiments.presentation.progress import progress
from experiments.presentation.text_table import table
from experiments.storage.output import saved

FULL: Final = {"waves": [512, 448, 384], "draws": 200, "recovered": 20, "install": True}
QUICK: Final = {"waves": [160, 96], "draws": 24, "recovered": 4, "install": False}
NAMES: Final = ("waves", "draws", "recovered", "store", "install")
MOST_RUNS: Final = 100_000
NORMAL_90: Final = 1.645


def calibrate(resolved: Resolved) -> None:
    """Run the waves, write posterior, point and diagnostics, and make them the project's."""
    options = read_options(resolved)

    prior, points = Prior.of(), fit_points()
    plan = waves.Plan(tuple(options["waves"]), options["draws"], resolved.seed)
    runner = Runner(base_config(resolved), points, Path(options["store"]), resolved.workers)
    with keeping(runner.kept), saved("calibrate", resolved, [resolved.seed]) as result:
        found = waves.fit(runner, prior, points, plan)
        with progress("recovering made-up data"):
            recovered = waves.recovery(found, plan, options["recovered"])
        with progress("tables and figures"):
            write(result.staged, found, recovered)
        result.more = manifest_entries(found, runner.fingerprint, plan)
    if options["install"]:
        install(result.folder)
    print(summary(result.folder, found))
    print(result)


def read_options(resolved: Resolved) -> dict[str, Any]:
    """Return the command's own keys, checked.

    Raises
    ------
    InputError
        With every error.
    """
    usual: dict[str, Any] = QUICK if resolved.quick else FULL
    given = {name: resolved.option(name) for name in NAMES}
    options: dict[str, Any] = {
        name: usual.get(name) if v is None else v for name, v in given.items()
    }
    errors = []
    sizes = options["waves"] if isinstance(options["waves"], list) else [options["waves"]]
    if not sizes or not all(_is_count(n, 16) for n in sizes):
        allowed = f"whole numbers from 16 to {MOST_RUNS}, [256,128]"
        errors.append(refused("waves", str(options["waves"]), allowed))
    for name, least in (("draws", 8), ("recovered", 2)):
        if not _is_count(options[name], least):
            allowed = f"a whole number from {least} to {MOST_RUNS}"
            errors.append(refused(name, str(options[name]), allowed))
    if not errors and options["recovered"] > sizes[0] // 4:
        errors.append(refused("recovered", str(options["recovered"]), "a quarter of wave 1"))
    if not isinstance(options["install"], bool):
        errors.append(refused("install", str(options["install"]), "true or false"))
    if not isinstance(options["store"], str) or not options["store"]:
        errors.append(refused("store", str(options["store"]), "a file"))
    if errors:
        raise InputError(errors)
    return options | {"waves": sizes}


def _is_count(value: Any, least: int) -> bool:
    return (
        isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST_RUNS
    )


def write(folder: Path, found: Fit, recovered: pd.DataFrame) -> None:
    """Write posterior, point, tables of diagnostics and their figures."""
    save_draws(folder / "posterior.csv", found.prior.paths, found.values)
    words = "Fitted to 2012-2019 by experiments.calibrate; the mean of sim/data/posterior.csv."
    save_point(folder / "calibrated.yaml", found.prior.paths, found.point, words)
    tables = {
        "parameters": waves.parameter_table(found),
        "fit": waves.fit_table(found),
        "recovery": recovered,
    }
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    figures.draw_all(folder / "figures", found, tables["parameters"], tables["fit"], recovered)


def manifest_entries(found: Fit, fingerprint: str, plan: Plan) -> dict[str, Any]:
    """Return what the manifest says of a fit."""
    return {
        "model": fingerprint,
        "waves": list(plan.waves),
        "runs": found.n_runs,
        "runs_failed": found.n_failed,
        "acceptance": round(found.acceptance, 3),
        "emulator_check": round(waves.emulator_check(found), 3),
    }


def install(folder: Path) -> None:
    """Make a fit the one that the project uses.

    Raises
    ------
    RunError
        If the project's folder can't be written.
    """
    try:
        shutil.copyfile(folder / "posterior.csv", file())
        shutil.copyfile(folder / "calibrated.yaml", CONFIGS / "params" / "calibrated.yaml")
    except OSError as error:
        raise RunError(f"can't install the fit of {folder}: {error.strerror}") from error


def summary(folder: Path, found: Fit) -> str:
    """Return what a reader wants to know at once."""
    parameters = pd.read_csv(folder / "parameters.csv")
    recovered = waves.recovery_summary(pd.read_csv(folder / "recovery.csv"))
    rows = [
        (
            row["parameter"],
            *(_ends(row, which) for which in ("prior", "posterior")),
            f"{row['learnt']:.2f}",
            f"{recovered.loc[row['parameter'], 'covered_90']:.0%}",
            "at a bound" if row["at_bound"] else "",
        )
        for row in parameters.to_dict("records")
    ]
    header = ("parameter", "prior", "posterior", "learnt", "recovered", "")
    misses = pd.read_csv(folder / "fit.csv")["miss"]
    near = (misses.abs() < NORMAL_90).mean()
    words = [
        f"{found.n_runs} runs, {found.n_failed} failed; acceptance {found.acceptance:.2f}; "
        f"scale reduction up to {parameters['scale_reduction'].max():.2f}; "
        f"emulator off by {waves.emulator_check(found):.2f} of its own scatter",
        f"{near:.0%} of {len(misses)} figures within the 90% of their error",
    ]
    return "\n".join([table(header, rows, width=150), *words])


def _ends(row: Mapping[Hashable, Any], which: str) -> str:
    low, middle, high = (row[f"{which}_{part}"] for part in ("05", "50", "95"))
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"
