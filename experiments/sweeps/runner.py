"""Runs a sweep so that nothing is lost: one folder per point, resumed, recovered, reported."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from experiments.config.errors import InputError, RunError
from experiments.presentation.progress import progress
from experiments.storage.files import write_json
from experiments.storage.fingerprint import code_digest
from experiments.storage.shared_config import write_shared
from experiments.sweeps import store
from experiments.sweeps.job import STARTED, Journals, read_journals, write_jobs
from experiments.sweeps.plan import Sweep
from experiments.sweeps.store import DONE, FAILED, FAILURES, Point, SweepFile

Launch = Callable[[Path, int], None]

MOST_DEATHS: Final = 3
MOST_SHOWN: Final = 10
LOST: Final = "missing or damaged"


def run_sweep(folder: Path, command: str, sweep: Sweep, launch: Launch, n_jobs: int) -> None:
    """Run every point that the folder does not hold yet, and say what is missing at the end.

    Parameters
    ----------
    launch
        Runs so many jobs of a folder on an engine. It may fail: the journals tell how far
        each job came.
    n_jobs
        Into how many jobs the points are split at most.

    Raises
    ------
    RunError
        If a point is missing at the end.
    """
    with store.locked(folder):
        refuse_unless_ours(folder, is_resumed=sweep.first.tree["resume"])
        points = store.place_points(folder, sweep.points, sweep.digests)
        _refuse_loss(folder, SweepFile(command, list(sweep.base), points))
        queue = _unfinished(folder, points)
        store.clear(folder, queue)
        store.save_plan(folder, SweepFile(command, list(sweep.base), points))
        shared = write_shared(folder, sweep.options)
        if len(queue) < len(points):
            print(f"{len(points) - len(queue)} of {len(points)} points are done already")
        run = _Run(folder, sweep.base, shared, launch, n_jobs)
        try:
            journals, n_done = Journals(folder), len(points) - len(queue)
            with progress(
                "running",
                len(points),
                "points",
                done=n_done,
                enough=min(n_jobs, len(queue)),
                watch=lambda bar: bar.add(journals.more()),
            ):
                run.all(queue)
        finally:
            run.note_failures()
            missing = [p for p in _unfinished(folder, queue) if not run.needs_no_file(p)]
            store.clear(folder, missing)
            names = {point.folder for point in missing}
            reasons = {name: why for name, why in run.reasons.items() if name in names}
            write_json(folder / FAILURES, reasons)
        _report(folder, len(points), missing, reasons)


def refuse_unless_ours(folder: Path, *, is_resumed: bool) -> None:
    """Refuse a folder with other files, and an earlier sweep that is not to be resumed."""
    visible = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    if not visible:
        return
    is_other = not all(map(store.is_number, visible))
    is_other |= any(map(store.is_foreign, store.numbered(folder)))
    if not (folder / store.PLAN).is_file() and is_other:
        allowed = "a new or empty folder, or one with a sweep, with resume=true"
        raise InputError([f"output_dir: {folder} holds other files; allowed: {allowed}"])
    if not is_resumed:
        what = f"output_dir: {folder} holds a sweep; add resume=true to go on with it"
        raise InputError([f"{what}, or choose another folder"])


def _refuse_loss(folder: Path, plan: SweepFile) -> None:
    """Refuse a sweep that would forget finished points of the one in its folder.

    A point that asks for the same is not lost: its result is kept, or made anew because
    defaults have changed since.
    """
    if not (folder / store.PLAN).is_file():
        return
    try:
        before = store.load_plan(folder)
    except InputError:
        return  # a damaged plan is written anew
    configs = {point.config for point in plan.points}
    asked = set(map(plan.asked, plan.points))
    lost = [
        point
        for point in before.points
        if point.config not in configs
        and before.asked(point) not in asked
        and store.holds_result(folder / point.folder, point.config)
    ]
    if lost:
        values = " ".join(f"{key}={value}" for key, value in lost[0].settings.items())
        what = f"{len(lost)} finished points of {folder} are not in this sweep, as {values}"
        raise InputError([f"output_dir: {what}; name them too, or choose another folder"])


def _unfinished(folder: Path, points: Sequence[Point]) -> list[Point]:
    code = code_digest()
    return [
        point
        for point in points
        if store.state(folder / point.folder, point.config, code) != DONE
    ]


def count_done(folder: Path) -> int:
    """Return how many points of a sweep's folder are done."""
    if not (folder / store.PLAN).is_file():
        return 0
    points = store.load_plan(folder).points
    return len(points) - len(_unfinished(folder, points))


class _Run:
    """The launches of one sweep, repeated while a point is left that may still succeed.

    A point whose worker dies is tried again, behind the others; after `MOST_DEATHS` deaths
    it counts as failed.
    """

    def __init__(
        self, folder: Path, base: Sequence[str], shared: str, launch: Launch, n_jobs: int
    ) -> None:
        self.folder = folder
        self.base = base
        self.shared = shared
        self.launch = launch
        self.n_jobs = n_jobs
        self.reasons: dict[str, str] = {}
        self.deaths: Counter[str] = Counter()
        self.good: set[str] = set()

    def all(self, queue: list[Point]) -> None:
        """Run every point of the queue."""
        while queue:
            ended = self._round(queue)
            left = [point for point in queue if point.folder not in ended]
            queue = sorted(left, key=lambda point: self.deaths[point.folder])
            store.clear(self.folder, queue)

    def needs_no_file(self, point: Point) -> bool:
        """Whether a point went well for a command that writes nothing."""
        is_empty = not (self.folder / point.folder).exists()
        return is_empty and point.folder in self.good

    def note_failures(self) -> None:
        """Note the points that failed, as the journals tell, and why."""
        notes = read_journals(self.folder)
        self.reasons |= {note.folder: note.reason for note in notes if note.state == FAILED}

    def _round(self, queue: list[Point]) -> set[str]:
        """Launch jobs for the queue; return the points that are not to be tried again."""
        n_batches = min(self.n_jobs, len(queue))
        batches = [queue[part::n_batches] for part in range(n_batches)]
        write_jobs(self.folder, self.base, self.shared, batches)
        error: BaseException | None = None
        try:
            self.launch(self.folder, n_batches)
        except (Exception, SystemExit) as caught:  # reported below if no job ran
            error = caught
        notes = list(read_journals(self.folder))
        if not notes:
            why = " ".join(str(error).split()) if error else "no reason given"
            raise RunError(f"the engine ran no job: {why}") from error
        ended = {note.folder for note in notes if note.state != STARTED}
        died = {note.folder for note in notes} - ended
        self.good |= {note.folder for note in notes if note.state == DONE}
        self.note_failures()
        self.deaths.update(died)
        lost = {name for name in died if self.deaths[name] >= MOST_DEATHS}
        self.reasons |= dict.fromkeys(lost, f"its worker died {MOST_DEATHS} times")
        return ended | lost


def _report(
    folder: Path, n_points: int, missing: Sequence[Point], reasons: dict[str, str]
) -> None:
    """Say how many points are done; raise with those that are not."""
    print(f"{n_points - len(missing)} of {n_points} points done: {folder}")
    for point in missing[:MOST_SHOWN]:
        values = " ".join(f"{key}={value}" for key, value in point.settings.items())
        print(
            f"error: point {point.folder} ({values}): {reasons.get(point.folder, LOST)}",
            file=sys.stderr,
        )
    if missing:
        what = f"{len(missing)} of {n_points} points are missing in {folder}"
        raise RunError(f"{what}; resume=true runs them again")
