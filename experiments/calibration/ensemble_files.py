"""The command behind ``experiments.ensemble``: options in, ensembles and two pages out."""

import shutil
from pathlib import Path
from typing import Any, Final

from experiments.calibration import ensemble_page as page
from experiments.calibration.data import figures
from experiments.calibration.ensemble import TRIES, Ensemble, Plan, build
from experiments.calibration.runs import Runner, base_config
from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError, keeping, refused
from experiments.config.values import is_whole
from experiments.ensembles import members
from experiments.presentation.progress import progress
from experiments.storage.output import ROOT, saved
from sim.priors import form_values, priors

FULL: Final = {"waves": [700, 450, 350], "members": 300, "recovered": 40, "install": True}
QUICK: Final = {"waves": [96, 48, 32], "members": 40, "recovered": 8, "install": False}
NAMES: Final = ("waves", "members", "recovered", "store", "install")
LAST_MONTH: Final = "2024-12-01"
YEARS: Final = (members.SCORED, members.ANSWERS)
QUICK_TRIES: Final = 30_000
MOST: Final = 99_999
PAGES: Final = ("priors.md", "ensemble.md")


def make(resolved: Resolved) -> None:
    """Run the waves, write ensembles, pages and tables, and make them the project's own."""
    options = read_options(resolved)
    known = figures(members.ANSWERS)
    config = base_config(resolved, LAST_MONTH)
    runner = Runner(config, known, Path(options["store"]), resolved.workers)
    tries = QUICK_TRIES if resolved.quick else TRIES
    prior, scored, answers = options["waves"]
    plan = Plan(prior, scored, answers, options["members"], resolved.seed, tries)
    with keeping(runner.kept), saved("ensemble", resolved, [resolved.seed]) as result:
        found = build(runner, priors(), known, plan, YEARS)
        with progress("scores and pages"):
            write(result.staged, found, plan, options["recovered"])
        result.more = {
            "model": runner.fingerprint,
            "waves": options["waves"],
            "effective_size": {str(one.last_year): round(one.effective, 1) for one in found},
        }
    if options["install"]:
        install(result.folder)
    print(page.summary(found))
    print(result)


def read_options(resolved: Resolved) -> dict[str, Any]:
    """Return the command's own keys, checked.

    Raises
    ------
    InputError
        With every fault.
    """
    usual: dict[str, Any] = QUICK if resolved.quick else FULL
    given = {name: resolved.option(name) for name in NAMES}
    options: dict[str, Any] = {
        name: usual.get(name) if v is None else v for name, v in given.items()
    }
    waves, faults = options["waves"], []
    is_list = isinstance(waves, list) and len(waves) == 3
    if not is_list or not all(is_whole(n) and 8 <= n <= MOST for n in waves):
        allowed = f"three whole numbers from 8 to {MOST}, [700,450,350]"
        faults.append(refused("waves", str(waves), allowed))
    for name in ("members", "recovered"):
        if not is_whole(options[name]) or not 2 <= options[name] <= MOST:
            faults.append(refused(name, str(options[name]), f"a whole number from 2 to {MOST}"))
    if not isinstance(options["install"], bool):
        faults.append(refused("install", str(options["install"]), "true or false"))
    if not isinstance(options["store"], str) or not options["store"]:
        faults.append(refused("store", str(options["store"]), "a file"))
    if faults:
        raise InputError(faults)
    return options


def write(folder: Path, found: tuple[Ensemble, Ensemble], plan: Plan, n_recovered: int) -> None:
    """Write both ensembles, the pages, and the tables behind them."""
    own = priors()
    for one in found:
        kept = one.kept(plan.members)
        places = one.places.take(kept)
        forms = [form_values(row) for row in places.forms]
        members.save(
            folder / members.file(one.last_year).name,
            own.paths,
            own.values(places.z),
            forms,
            one.weights[kept],
        )
    tables = page.tables(own, found, n_recovered, plan.seed)
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.csv", index=False, float_format="%.6g")
    for name, text in zip(
        PAGES,
        (page.priors_page(own, found, tables), page.ensemble_page(found, tables, plan)),
        strict=True,
    ):
        (folder / name).write_text(text, encoding="utf-8")


def install(folder: Path) -> None:
    """Make ensembles and pages those of the project.

    Raises
    ------
    RunError
        If the project's folder can't be written.
    """
    try:
        for year in YEARS:
            shutil.copyfile(folder / members.file(year).name, members.file(year))
        for name in PAGES:
            shutil.copyfile(folder / name, ROOT / "sim" / "odd" / name)
    except OSError as error:
        raise RunError(f"can't install the ensembles of {folder}: {error.strerror}") from error
