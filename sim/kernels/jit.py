"""How kernels are compiled, and where compiled code is kept."""

import hashlib
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

import numba
import numpy as np
from llvmlite import binding
from numba.core.caching import FunctionCache

from sim.own_files import foreign_folder

FOLDER_VARIABLE: Final = "CARTEL_MARKET_COMPILED"
"""Names another folder for compiled code than the user's cache."""

VERSION: Final = re.compile("[0-9a-f]{16}")
"""Names of folders of compiled code."""

MARK: Final = ".cartel-market-compiled"
"""A file in each of them; a folder without it is somebody else's, and never removed."""

NOTED: Final = "CARTEL_MARKET_COMPILED_NOTED"
"""Set once it was said that compiled code can't be kept."""

KEPT_VERSIONS: Final = 3
"""Versions of the compiled code that are kept, the newest ones."""

SETTINGS: Final[Any] = numba.config


def digest() -> str:
    """Return what compiled code depends on: this package's source, Numba, NumPy, Python."""
    parts = [numba.__version__, np.__version__, platform.python_version(), platform.machine()]
    parts.append(str(Path(__file__).resolve().parent))  # Numba files code by its path
    found = hashlib.sha256("|".join(parts).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def default_root() -> Path:
    """Return the folder of all versions of compiled code."""
    asked = os.environ.get(FOLDER_VARIABLE)
    if asked:
        return Path(asked)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "cartel-market" / "compiled"


def refusal(folder: Path) -> str:
    """Return why compiled code can't be kept in a folder, or nothing; make it if it can.

    Code is loaded from there, so that nobody else may own the folder or the one above, or
    write in them.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if foreign := foreign_folder(folder.parent) or foreign_folder(folder):
            return foreign
        (folder / MARK).touch()
    except OSError:
        return f"{folder} can't be written to"
    return "" if os.access(folder, os.W_OK) else f"{folder} can't be written to"


def _use_whole_vectors() -> None:
    """Let loops use 512-bit vectors where the machine has them: a sixth faster, same bits."""
    features = binding.get_host_cpu_features()
    if features.get("avx512dq"):
        SETTINGS.CPU_NAME = binding.get_host_cpu_name()
        SETTINGS.CPU_FEATURES = features.flatten() + ",-prefer-256-bit"


FOLDER: Final = default_root() / digest()
IS_COMPILED: Final = not SETTINGS.DISABLE_JIT
WHY_NOT_KEPT: Final = refusal(FOLDER) if IS_COMPILED else "compilation is off"
IS_KEPT: Final = not WHY_NOT_KEPT
READY: Final = FOLDER / "ready"
"""Stands beside the compiled code once every kernel has been compiled."""

if IS_COMPILED and SETTINGS.CPU_NAME is None:
    _use_whole_vectors()
if IS_KEPT:
    SETTINGS.CACHE_DIR = str(FOLDER)


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a kernel on its first call; no fast math, so that bits are those of Python."""
    if not IS_COMPILED:
        return function
    made: Any = numba.njit(error_model="numpy")(function)
    if IS_KEPT:
        with _told():
            made._cache = _Kept(function)  # type: ignore[no-untyped-call]  # Numba declares no types here
    return cast(F, made)


class _Kept(FunctionCache):
    """Compiled code on disk; where that is full or damaged, code is compiled in memory."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return kept code, or None; forget an index that can't be read."""
        with _told():
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        with suppress(Exception):
            self.flush()
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep compiled code if the disk takes it."""
        with _told():
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


@contextmanager
def _told() -> Iterator[None]:
    """Say once, here or in the processes started from here, that code can't be kept."""
    try:
        yield
    except Exception as error:  # whatever a damaged file makes of Numba
        if NOTED not in os.environ:
            os.environ[NOTED] = "1"
            reason = f"{type(error).__name__} {error}".strip()
            what = f"compiled code in {FOLDER} can't be used ({reason})"
            sys.stderr.write(f"note: {what}; it is compiled in memory\n")


def inlined[F: Callable[..., Any]](function: F) -> F:
    """Compile a rule for one row into the kernels that call it."""
    if not IS_COMPILED:
        return function
    return cast(F, numba.njit(inline="always", error_model="numpy")(function))


def is_ready() -> bool:
    """Whether a run needs no compiling: all is kept already, or compilation is off."""
    return not IS_COMPILED or (IS_KEPT and READY.exists())


def _is_ours(folder: Path) -> bool:
    """Whether a folder was made here, for compiled code."""
    return VERSION.fullmatch(folder.name) is not None and (folder / MARK).is_file()


def mark_ready() -> None:
    """Note that every kernel is compiled and kept, and drop what older sources left."""
    if not IS_KEPT or NOTED in os.environ:
        return
    with suppress(OSError):  # another process may tidy too, and a disk may be full
        READY.touch()
        versions = [path for path in FOLDER.parent.iterdir() if _is_ours(path)]
        versions.sort(key=lambda folder: folder.stat().st_mtime)
        for folder in versions[:-KEPT_VERSIONS]:
            shutil.rmtree(folder, ignore_errors=True)
