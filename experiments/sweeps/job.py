"""One job of a sweep: a batch of points run one after the other, each noted in a journal."""

import contextlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError
from experiments.config.values import Option
from experiments.presentation.progress import silent
from experiments.storage.files import write_json
from experiments.storage.fingerprint import code_digest
from experiments.storage.shared_config import sharing
from experiments.sweeps.plan import resolve_point
from experiments.sweeps.store import DONE, FAILED, JOBS, Point

STARTED: Final = "started"
JOURNALS: Final = "*.journal"
OTHER_CODE: Final = "this worker's code or libraries differ from those that planned the sweep"


@dataclass(frozen=True)
class Note:
    """A line of a journal: a point's folder, what became of it, and why if it failed."""

    folder: str
    state: str
    reason: str = ""


def write_jobs(
    folder: Path, base: Sequence[str], shared: str, batches: Sequence[Sequence[Point]]
) -> None:
    """Write what each job is to do; ``shared`` names the file of what all configs share."""
    (folder / JOBS).mkdir(exist_ok=True)
    for number, batch in enumerate(batches):
        points = [[point.folder, point.settings] for point in batch]
        about = {"base": list(base), "shared": shared, "code": code_digest()}
        write_json(folder / JOBS / f"{number}.json", about | {"points": points})


def run_job(
    folder: Path,
    number: int,
    function: Callable[[Resolved], None],
    options: Mapping[str, Option],
) -> None:
    """Run the points of one job; a point that fails does not stop the others.

    Ends early when its file of points is taken away or replaced: the sweep that started it is
    over, and the next one may be at work in the same folder.
    """
    path = folder / JOBS / f"{number}.json"
    job, mark = json.loads(path.read_text(encoding="utf-8")), _mark(path)
    with path.with_suffix(".journal").open("a", encoding="utf-8") as journal:

        def note(name: str, state: str, reason: str = "") -> None:
            journal.write(json.dumps([name, state, reason]) + "\n")
            journal.flush()

        for name, values in job["points"]:
            if _mark(path) != mark:
                return
            note(name, STARTED)
            try:
                if job["code"] != code_digest():
                    raise RunError(OTHER_CODE)
                resolved = resolve_point(job["base"], values, options)
                quiet = contextlib.redirect_stdout(io.StringIO())
                with quiet, silent(), sharing(folder / job["shared"]):
                    function(replace(resolved, output_dir=folder / name))
            except Exception as error:  # whatever it is, the other points go on
                note(name, FAILED, sentence(error))
            else:
                note(name, DONE)


def _mark(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from one that took its place; None when there is none."""
    with contextlib.suppress(OSError):
        about = path.stat()
        return about.st_ino, about.st_mtime_ns
    return None


def sentence(error: Exception) -> str:
    """Return what failed, on one line."""
    text = " ".join(str(error).split())
    kind = type(error).__name__
    return text if isinstance(error, InputError | RunError) else f"{kind}: {text}"


def read_journals(folder: Path) -> Iterator[Note]:
    """Give the notes of all jobs; a line cut short by a kill is left out."""
    for path in sorted((folder / JOBS).glob(JOURNALS)):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                yield Note(*json.loads(line))


class Journals:
    """Counts finished points by what journals gained since the last look."""

    def __init__(self, folder: Path) -> None:
        """Watch the journals of one sweep."""
        self.folder = folder
        self.places: dict[str, int] = {}

    def more(self) -> int:
        """Return how many points finished since the last call."""
        n_finished = 0
        for path in (self.folder / JOBS).glob(JOURNALS):
            with contextlib.suppress(OSError), path.open("rb") as file:
                place = self.places.get(path.name, 0)
                file.seek(place if place <= path.stat().st_size else 0)
                lines = [line for line in file if line.endswith(b"\n")]
                self.places[path.name] = file.tell()
                n_finished += sum(STARTED.encode() not in line for line in lines)
        return n_finished
