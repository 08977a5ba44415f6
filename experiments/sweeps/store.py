"""A sweep on disk: its lock, its plan, one folder per point, journals of its jobs.

``SWEEP/sweep.json`` lists the points; ``SWEEP/N/`` holds the result of one, whole or not at
all; ``SWEEP/.jobs/`` what each job is to do and, line by line, what it did.
"""

import itertools
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from experiments.config.errors import InputError, RunError
from experiments.storage.files import (
    MANIFEST,
    PARTIAL,
    is_whole,
    read_manifest,
    read_regular,
    write_json,
)
from experiments.storage.fingerprint import WITHOUT_EFFECT, code_digest, plain_numbers

if sys.platform != "win32":  # where every command but a sweep works
    import fcntl

PLAN: Final = "sweep.json"
LOCK: Final = ".lock"
JOBS: Final = ".jobs"
FAILURES: Final = "failed.json"
DONE, STALE, DAMAGED, FAILED, MISSING = "done", "stale", "damaged", "failed", "missing"


@dataclass(frozen=True)
class Point:
    """One point: its folder's name, the values it sets, the digest of its whole config."""

    folder: str
    settings: dict[str, Any]
    config: str


@dataclass(frozen=True)
class SweepFile:
    """What ``sweep.json`` holds: a command, overrides that all points share, the points."""

    command: str
    base: list[str]
    points: list[Point]
    code: str = field(default_factory=code_digest)

    def asked(self, point: Point) -> str:
        """Return what a point sets by itself and with all others, as text to compare."""
        values = {key: plain_numbers(value) for key, value in point.settings.items()}
        words = [text for text in self.base if text.partition("=")[0] not in WITHOUT_EFFECT]
        return json.dumps([sorted(words), values], sort_keys=True, default=str)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a sweep's folder for this process alone; the lock ends with its owner.

    A lock of the system's, so a killed owner leaves none behind.

    Raises
    ------
    InputError
        If another sweep is at work in the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise RunError(f"can't write in {folder}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            what = f"output_dir: another sweep is at work in {folder} (process {owner})"
            raise InputError([f"{what}; wait for it, or choose another folder"]) from error
        file.truncate(0)
        file.write(f"{os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        yield


def is_number(name: str) -> bool:
    """Whether a name is that of a point's folder, and leads nowhere else."""
    return name.isascii() and name.isdecimal()


def numbered(folder: Path) -> list[Path]:
    """Return what a folder holds under the name of a point, in order."""
    found = [path for path in folder.iterdir() if is_number(path.name)]
    return sorted(found, key=lambda path: (int(path.name), path.name))


def is_foreign(path: Path) -> bool:
    """Whether something with the name of a point holds files and no manifest of ours.

    A manifest that is there and can't be read is taken for a damaged one of ours.
    """
    if not path.is_dir():
        return True
    if not any(not inner.name.startswith(".") for inner in path.iterdir()):
        return False
    manifest = read_manifest(path)
    if manifest is None:
        return not (path / MANIFEST).is_file()
    return not isinstance(manifest.get("fingerprint"), dict)


def save_plan(folder: Path, plan: SweepFile) -> None:
    """Write ``sweep.json``, whole or not at all."""
    write_json(folder / PLAN, asdict(plan))


def load_plan(folder: Path) -> SweepFile:
    """Read ``sweep.json``.

    Raises
    ------
    InputError
        If there is none, or it is damaged.
    """
    path = folder / PLAN
    try:
        raw = json.loads(read_regular(path))
        points = [Point(**point) for point in raw.pop("points")]
        plan = SweepFile(points=points, **raw)
        is_good = all(is_number(point.folder) for point in points)
    except FileNotFoundError as error:
        raise InputError([f"{folder} is no sweep: there is no {PLAN}"]) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_good = False
    if not is_good:
        raise InputError([f"{path} is damaged; run the sweep again with resume=true"])
    return plan


def read_failures(folder: Path) -> dict[str, str]:
    """Return why points failed, by folder, as the last run of the sweep left it."""
    try:
        reasons = json.loads(read_regular(folder / FAILURES))
    except (OSError, ValueError, RecursionError):
        return {}
    return reasons if isinstance(reasons, dict) else {}


def state(folder: Path, config: str, code: str) -> str:
    """Return the state of a point's folder: done, stale, damaged or missing."""
    manifest = read_manifest(folder)
    if manifest is None:
        is_torn = folder.is_dir() and any(not p.name.startswith(".") for p in folder.iterdir())
        return DAMAGED if is_torn else MISSING
    if not is_whole(folder, manifest):
        return DAMAGED
    return DONE if manifest.get("fingerprint") == {"config": config, "code": code} else STALE


def holds_result(folder: Path, config: str) -> bool:
    """Whether a folder holds a whole result of a config, of whatever version of the code."""
    manifest = read_manifest(folder) or {}
    mark = manifest.get("fingerprint")
    is_of_it = isinstance(mark, dict) and mark.get("config") == config
    return is_of_it and is_whole(folder, manifest)


def place_points(
    folder: Path, values: Sequence[dict[str, Any]], configs: Sequence[str]
) -> list[Point]:
    """Give each point a folder: the one that holds its result already, else a new number."""
    known: dict[str, str] = {}
    taken = [path for path in numbered(folder) if path.is_dir()]
    for path in taken:
        mark = (read_manifest(path) or {}).get("fingerprint")
        if isinstance(mark, dict):
            known.setdefault(str(mark.get("config")), path.name)
        elif not any(path.iterdir()):
            path.rmdir()
    used = {int(path.name) for path in numbered(folder) if is_foreign(path)}
    used |= {int(name) for name in known.values()}
    numbers = (number for number in itertools.count() if number not in used)
    names = [known.get(config) or str(next(numbers)) for config in configs]
    return [Point(*parts) for parts in zip(names, values, configs, strict=True)]


def clear(folder: Path, points: Sequence[Point]) -> None:
    """Remove what killed jobs left in the folders of points, and the journals of all jobs.

    Files of any other name stay: they may be a person's own.
    """
    shutil.rmtree(folder / JOBS, ignore_errors=True)
    for point in points:
        place = folder / point.folder
        for path in place.iterdir() if place.is_dir() else ():
            if path.name.startswith(PARTIAL):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
