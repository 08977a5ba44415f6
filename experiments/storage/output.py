"""Results on disk: whole or not at all, with a manifest of how they came about."""

import json
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, RunError
from experiments.storage.files import DISK_REFUSES, MANIFEST, PARTIAL
from experiments.storage.fingerprint import file_digest, fingerprint
from experiments.storage.shared_config import config_entries

ROOT: Final = Path(__file__).resolve().parents[2]
LIBRARIES: Final = (
    "mesa",
    "hydra-core",
    "omegaconf",
    "numba",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "matplotlib",
    "joblib",
)


def default_folder(command: str) -> Path:
    """Return ``outputs/NAME/TIMESTAMP``, a path that does not exist yet."""
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    folder = Path("outputs") / command / stamp
    n_taken = 1
    while folder.exists():
        n_taken += 1
        folder = folder.with_name(f"{stamp}-{n_taken}")
    return folder


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write in, and move its files to ``folder`` at the end.

    If anything fails, or the command is interrupted, nothing of it is left; files that were
    in ``folder`` before stay as they were until each is replaced by its new version. The
    manifest comes first: it holds the digest of every other file, so that a kill between two
    files shows (`is_whole`).

    Raises
    ------
    RunError
        If the disk refuses, for instance because it is full.
    """
    _refuse_foreign(folder)
    made = _make(folder)
    staged = None
    try:
        staged = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=folder))
        yield staged
        for path in sorted(staged.iterdir(), key=lambda path: (path.name != MANIFEST, path)):
            _replace(path, folder / path.name)
        made = []
    except OSError as error:
        if error.errno not in DISK_REFUSES:
            raise
        reason = error.strerror or str(error)
        raise RunError(f"can't write results in {folder}: {reason}") from error
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
        for path in reversed(made):
            _remove_if_empty(path)


@dataclass
class Saving:
    """A command's results while they are made.

    Files go to ``staged`` and end in ``folder``; ``more`` holds further manifest entries.
    """

    staged: Path
    folder: Path
    started: float = field(default_factory=time.perf_counter)
    more: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say where the results are, and how long they took."""
        return f"{self.folder}, {time.perf_counter() - self.started:.0f} s"


@contextmanager
def saved(command: str, resolved: Resolved, seeds: Sequence[int] = ()) -> Iterator[Saving]:
    """Give a place for a command's results; write the manifest at the end of the block."""
    folder = resolved.output_dir or default_folder(command)
    with whole_folder(folder) as staged:
        result = Saving(staged, folder)
        yield result
        write_manifest(
            staged,
            command=command,
            config=resolved.tree,
            seeds=list(seeds),
            started=result.started,
            more=result.more,
        )


def write_manifest(
    folder: Path,
    *,
    command: str,
    config: dict[str, Any],
    seeds: list[int],
    started: float,
    more: dict[str, Any] | None = None,
) -> None:
    """Write ``manifest.json``: versions, commit, seeds, full config and wall time.

    Call it last: it takes the digest of every file in the folder. A point of a sweep keeps of
    its config what differs from the sweep's shared file (`experiments.shared_config`).

    Parameters
    ----------
    folder
        Where it goes.
    command
        Name of the experiment.
    config
        The whole resolved config.
    seeds
        Seeds that were run.
    started
        ``time.perf_counter()`` at the start.
    more
        Further entries of one command.
    """
    manifest = {
        "command": command,
        "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        "wall_time_s": round(time.perf_counter() - started, 3),
        "seeds": seeds,
        "commit": git_commit(),
        "versions": versions(),
        "fingerprint": fingerprint(command, config),
        "files": {
            path.relative_to(folder).as_posix(): file_digest(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
        **(more or {}),
        **config_entries(_relative(config)),
    }
    text = json.dumps(manifest, indent=2, default=str) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def versions() -> dict[str, str]:
    """Return the versions of Python, this package and the libraries that shape results."""
    found = {"python": platform.python_version()}
    for name in ("cartel-market", *LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


@cache
def git_commit() -> str | None:
    """Return the commit of the checkout, with ``+changes`` if it has any; None without git."""
    try:
        commit = _git("rev-parse", "HEAD")
        return commit + ("+changes" if _git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _relative(value: Any) -> Any:
    """Return a config with whole paths made relative to the working folder."""
    if isinstance(value, dict):
        return {name: _relative(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_relative(item) for item in value]
    is_path = isinstance(value, str) and os.path.isabs(value)
    return os.path.relpath(value) if is_path else value


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds files and no manifest: it isn't a result of this program."""
    if not folder.is_dir() or (folder / MANIFEST).is_file():
        return
    if any(not path.name.startswith(".") for path in folder.iterdir()):
        raise InputError(
            [
                f"output_dir: {folder} holds other files; allowed: a new or empty folder, or "
                "one with an earlier result (manifest.json), which is replaced"
            ]
        )


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones that were not there."""
    missing = []
    place = folder
    while not place.exists() and place != place.parent:
        missing.append(place)
        place = place.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"can't make the folder {folder}: {error.strerror}") from error
    return missing[::-1]


def _replace(path: Path, target: Path) -> None:
    if path.is_dir() and target.is_dir():
        shutil.rmtree(target)
    os.replace(path, target)


def _remove_if_empty(path: Path) -> None:
    try:
        path.rmdir()
    except OSError:
        return
