"""Runs and judges the targets, section by section, and writes what comes out."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, nearest
from experiments.ensembles.parallel import spread_out
from experiments.presentation.progress import progress
from experiments.storage.output import saved
from experiments.validation import (
    docking,
    held_out,
    history_numbers,
    levels,
    plots,
    recent_numbers,
    series,
    targets,
)
from experiments.validation import page as validation_page
from experiments.validation.docking import measures
from experiments.validation.episodes import catalogue
from experiments.validation.episodes.catalogue import EPISODES
from experiments.validation.runs import (
    docking_configs,
    docking_run,
    episode_configs,
    history_configs,
    history_run,
)
from experiments.validation.series import Row
from experiments.validation.table import printed, set_in_view
from experiments.validation.targets import COLUMNS


def validate(resolved: Resolved) -> None:
    """Run docking, history and episodes, judge every target, save tables and figures."""
    names = chosen_targets(resolved.option("only"))
    kinds = {name[0] for name in names}
    with saved("validate", resolved, resolved.seeds) as result:
        rows = docking_rows(resolved) if "P" in kinds else []
        rows = [row for row in rows if str(row["id"]).split(".")[0] in names]
        frames: list[pd.DataFrame] = []
        if "H" in kinds:
            found, frames = history_part(resolved, result.staged, names)
            rows += found
        if "E" in kinds:
            rows += episode_rows(resolved, names)
        save(result.staged, rows)
        with progress("figures and page"):
            write_page(result.staged, rows, frames, resolved)
        result.more = {"parameters_set_with_2020_24_in_view": set_in_view()}
    print(printed(rows))
    print(f"\n{result}")


def docking_rows(resolved: Resolved) -> list[Row]:
    """Run and judge section 1."""
    seeds = spread_out(
        docking_run, docking_configs(resolved), resolved.workers, "docking", "seeds"
    )
    return docking.rows([dict(zip(docking.DOCKING_RUNS, runs, strict=True)) for runs in seeds])


def episode_rows(resolved: Resolved, episodes: Collection[str]) -> list[Row]:
    """Run and judge section 3, or some of its episodes."""
    chosen = tuple(name for name in catalogue.EPISODES if name in episodes)
    jobs = [catalogue.Job(config, chosen) for config in episode_configs(resolved)]
    seeds = spread_out(catalogue.run, jobs, resolved.workers, "episodes", "seeds")
    return catalogue.rows(seeds, chosen)


def chosen_targets(asked: Any) -> list[str]:
    """Return the numbers of the targets to run, such as P1, H4 and E16.

    Parameters
    ----------
    asked
        A list of names, one name, or None for all.
    """
    known = [*(f"P{n}" for n in range(1, 8)), *(f"H{n}" for n in range(1, 9)), *EPISODES]
    names = known if asked is None else [asked] if isinstance(asked, str) else asked
    if not isinstance(names, list) or not names:
        raise InputError(["only: is not a list; allowed: NAME, [NAME, NAME, ...] or null"])
    errors = [
        f"only: there is no target '{name}'; known: {', '.join(known)}"
        + nearest(str(name), known)
        for name in names
        if name not in known
    ]
    if errors:
        raise InputError(errors)
    return [str(name) for name in names]


def history_rows(frames: Sequence[pd.DataFrame]) -> list[Row]:
    """Judge section 2 on runs of history."""
    numbers = [*history_numbers.points(), *recent_numbers.points()]
    found = [row for target in targets.HISTORY for row in series.series_rows(target, frames)]
    found += history_numbers.rows(numbers, frames)
    return [*found, recent_numbers.coverage(found), *info_rows(frames)]


def info_rows(frames: Sequence[pd.DataFrame]) -> list[Row]:
    """Compare the full model with two docking numbers, for information."""
    bands = {target.id: target for target in targets.DOCKING}
    found = []
    for id_ in ("P1", "P2", "P3.2012", "P3.2022", "P4.2022"):
        target = bands[id_]
        values = [_full_model(frame, measures, id_) for frame in frames]
        row = targets.judge(target, values)
        what = f"{target.what}, full model"
        found.append(row | {"id": f"I.{id_}", "grade": "info", "what": what})
    return found


def _full_model(frame: pd.DataFrame, measures: Callable[..., Any], id_: str) -> float:
    found: dict[str, float] = measures(dict.fromkeys(("none", "arrests", "recruitment"), frame))
    return found[id_]


def save(folder: Path, rows: Sequence[Row]) -> None:
    """Write ``targets.csv`` and the printed table."""
    pd.DataFrame(rows)[list(COLUMNS)].to_csv(folder / "targets.csv", index=False)
    (folder / "targets.txt").write_text(printed(rows) + "\n", encoding="utf-8")


def history_part(
    resolved: Resolved, folder: Path, names: Sequence[str]
) -> tuple[list[Row], list[pd.DataFrame]]:
    """Run and judge section 2 and write its tables; return its rows and runs."""
    frames = spread_out(
        history_run, history_configs(resolved), resolved.workers, "history", "seeds"
    )
    level_rows, level_table = levels.rows(frames)
    found = history_rows(frames)
    level_table.to_csv(folder / "levels.csv", index=False)
    series.table_of_years(frames).to_csv(folder / "history.csv", index=False)
    if resolved.option("only") is not None:
        return [row for row in found if str(row["id"]).split(".")[0] in names], frames
    return [*found, *level_rows], frames


def write_page(
    folder: Path, rows: Sequence[Row], frames: Sequence[pd.DataFrame], resolved: Resolved
) -> None:
    """Draw the figures and write the scores of later years and ``validation.html``."""
    table = held_out.table(frames) if frames else None
    if table is not None:
        table.to_csv(folder / "scores.csv", index=False, float_format="%.8g")
    plots.draw_all(folder / "figures", frames, rows, table)
    pictures = sorted((folder / "figures").glob("*.png"))
    page = validation_page.render(
        rows, table, pictures, frames=frames, seeds=resolved.seeds, tree=resolved.tree
    )
    (folder / "validation.html").write_text(page, encoding="utf-8")
