"""History kept between processes: a model at a policy's date, stored and found again.

A stored history is used only if its name carries the fingerprint of today's code, data,
libraries and config, and its signature is that of this user's own key: a stale one has
another name, a damaged or foreign one is refused, and both are made anew. The results of
reference runs are kept the same way (`kept_results`), so that a policy is compared with a
reference that is there already.
"""

import hashlib
import hmac
import io
import os
import pickle
import platform
import re
import secrets
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.config.compose import Resolved
from experiments.config.errors import InputError, refused
from sim.config import ModelConfig
from sim.levers import monthly_path
from sim.model import CartelMarket
from sim.own_files import OPEN_TO_OTHERS, foreign_folder, is_own
from sim.world.drivers import driver_paths, paths_under
from sim.world.load import World, load_world

PACKAGE: Final = Path(__file__).resolve().parents[2] / "sim"
LIBRARIES: Final = ("mesa", "numba", "numpy", "scipy", "pandas")
MOST_BYTES: Final = 256 * 2**20  # the oldest go when a folder outgrows this
DIGEST: Final = 32
KEY_NAME: Final = "key"
NO_LINKS, NO_WAIT = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_NONBLOCK", 0)
WORLD: Final = "world"
MAGIC: Final = b"cartel-market history 1\n"
"""How every stored file begins; one without it is the user's own, and never removed."""

NAME: Final = re.compile(r"[0-9a-f]{64}(-\d+)?\.(history|results)")


def default_folder() -> Path:
    """Return this user's cache folder for histories; it may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "cartel-market" / "history"


def chosen_folder(resolved: Resolved) -> Path | None:
    """Return where a command keeps histories, None where it must not.

    Raises
    ------
    InputError
        If ``history`` is neither a path nor a word for on or off.
    """
    value = resolved.option("history")
    if value is None or value is True:
        return _unless_foreign(default_folder())
    if value is False or value == "off":
        return None
    if not isinstance(value, str):
        raise InputError([refused("history", value, "a path in quotes, off, or null")])
    return _unless_foreign(Path(value))


def _unless_foreign(folder: Path) -> Path | None:
    """Return a folder, or None with a note where others own it or may write in it."""
    with suppress(OSError):
        if foreign := foreign_folder(folder):
            print(f"note: history: {foreign}, so none is kept there", file=sys.stderr)
            return None
    return folder


def model_at(config: ModelConfig, month: int, folder: Path | None) -> CartelMarket:
    """Return the model of a config after some months: read from a folder, or run and stored.

    Equal, bit for bit, to ``CartelMarket(config).run_to(month)``.

    Parameters
    ----------
    folder
        Where histories are kept; None keeps none. A folder that can't be used is ignored.
    """
    if folder is None or month == 0:
        return CartelMarket(config).run_to(month)
    path = folder / f"{fingerprint(config, month)}.history"
    found = _load(path)
    if found is not None:
        return found.resume(config)
    model = CartelMarket(config).run_to(month)
    with suppress(OSError):
        _store(path, model)
    return model


def kept_results(
    config: ModelConfig, folder: Path | None, make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Return the results of a config's whole run: read from a folder, or made and stored.

    Equal, bit for bit, to ``make()``.

    Parameters
    ----------
    folder
        Where results are kept; None keeps none. A folder that can't be used is ignored.
    make
        What runs the config and returns ``CartelMarket.results``.
    """
    if folder is None:
        return make()
    months = config.calendar.months
    from_month = int(months.searchsorted(config.calendar.report_from))
    path = folder / f"{fingerprint(config, len(months))}-{from_month}.results"
    body = _read(path)
    if body is not None:
        return _as_results(body, config)
    results = make()
    with suppress(OSError):
        _write(path, _as_bytes(results))
    return results


def _as_bytes(results: pd.DataFrame) -> bytes:
    body = io.BytesIO()
    columns = np.array(results.columns, dtype=np.str_)
    np.savez(body, values=results.to_numpy(float), columns=columns)
    return body.getvalue()


def _as_results(body: bytes, config: ModelConfig) -> pd.DataFrame:
    with np.load(io.BytesIO(body), allow_pickle=False) as parts:
        values, columns = parts["values"], parts["columns"].tolist()
    months = config.calendar.months
    dates = months[len(months) - len(values) :]
    return pd.DataFrame(values, index=dates, columns=columns)


def fingerprint(config: ModelConfig, month: int) -> str:
    """Return a name for all that the first ``month`` months of a config depend on."""
    calendar, months = config.calendar, config.calendar.months
    levers = {
        name: (
            lever.neutral,
            monthly_path(lever, months[0], month).tobytes(),
            monthly_path(lever.without_policy(), months[0], month).tobytes(),
        )
        for name, lever in sorted(config.levers.items())
    }
    network = None if config.network_csv is None else Path(config.network_csv).read_bytes()
    begun = min(int(months.searchsorted(calendar.policy_start)), month)
    parts = (
        _code(),
        (month, begun, config.seed, str(calendar.start), calendar.substeps),
        asdict(config.adaptation) if begun < month else None,
        (config.population, sorted(config.strength.items()), asdict(config.params)),
        (config.network_csv, network, config.wars, levers, _own_drivers(config, month)),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _own_drivers(config: ModelConfig, month: int) -> list[tuple[str, bytes]]:
    """Return the drivers that a config moves in its first months, with their paths."""
    first, n_months = config.calendar.months[0], max(month, 1)
    usual, own = driver_paths(first, n_months), paths_under(config.drivers, first, n_months)
    moved = [name for name in sorted(config.drivers) if (own[name] != usual[name]).any()]
    return [(name, own[name].tobytes()) for name in moved]


@cache
def _code() -> str:
    """Return a digest of the model's code and data and of what computes with them."""
    digest = hashlib.sha256(platform.python_version().encode() + platform.machine().encode())
    for name in LIBRARIES:
        digest.update(f"{name}={version(name)};".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in (".py", ".csv"):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(PACKAGE)}:{len(content)}:".encode() + content)
    return digest.hexdigest()


# ------------------------------------------------------------------------- on disk


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        """Leave the world out: every process reads its own."""
        return WORLD if isinstance(obj, World) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> World:
        """Put the world back."""
        if pid != WORLD:
            raise pickle.UnpicklingError(str(pid))
        return load_world()


def _store(path: Path, model: CartelMarket) -> None:
    """Keep a model."""
    body = io.BytesIO()
    _Pickler(body, protocol=5).dump(model)
    _write(path, body.getvalue())


def _load(path: Path) -> CartelMarket | None:
    """Return a stored model, or None where there is none that this user signed."""
    body = _read(path)
    if body is None:
        return None
    model: CartelMarket = _Unpickler(io.BytesIO(body)).load()
    return model


def _write(path: Path, body: bytes) -> None:
    """Write a signed file, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = _key(path.parent, make=True)
    if key is None:
        return
    packed = zlib.compress(body, 1)
    signed = MAGIC + _signature(key, path.name, packed) + packed
    handle, partial = tempfile.mkstemp(prefix=".partial-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(signed)
        os.replace(partial, path)
    finally:
        Path(partial).unlink(missing_ok=True)
    _prune(path.parent)


def _read(path: Path) -> bytes | None:
    """Return what a file holds, or None where there is none that this user signed."""
    try:
        key = _key(path.parent, make=False)
        content = path.read_bytes() if key else b""
    except OSError:
        return None
    signed = content.removeprefix(MAGIC)
    signature, body = signed[:DIGEST], signed[DIGEST:]
    if not key or not hmac.compare_digest(signature, _signature(key, path.name, body)):
        return None
    with suppress(OSError):
        os.utime(path)
    return zlib.decompress(body)


def _signature(key: bytes, name: str, body: bytes) -> bytes:
    return hmac.digest(key, name.encode() + b"\0" + body, "sha256")


def _key(folder: Path, *, make: bool) -> bytes | None:
    """Return this user's key; None if there is none, or if others may read or change it."""
    if not is_own(folder.stat()):
        return None
    path = folder / KEY_NAME
    if make and not path.exists():
        with suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(DIGEST))
    with os.fdopen(os.open(path, os.O_RDONLY | NO_LINKS | NO_WAIT), "rb") as file:
        facts = os.fstat(file.fileno())  # of what is read, whatever bears its name by now
        is_good = stat.S_ISREG(facts.st_mode) and is_own(facts, OPEN_TO_OTHERS)
        key = file.read(DIGEST + 1) if is_good else b""
    return key if len(key) == DIGEST else None


def _prune(folder: Path) -> None:
    """Delete the files not used for longest until the folder is small enough."""
    kept = [path for path in folder.iterdir() if _is_ours(path)]
    files = sorted(kept, key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in files)
    for path in files:
        if total <= MOST_BYTES:
            break
        total -= path.stat().st_size
        path.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    """Whether a file is named and begins like those that are stored here."""
    if not NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        return False
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
    return False


def run(config: ModelConfig, folder: Path | None) -> CartelMarket:
    """Return the model at the end of its calendar, its history read where it is stored."""
    months = config.calendar.months
    begun = int(months.searchsorted(config.calendar.policy_start))
    model = model_at(config, min(begun, len(months)), folder)
    return model.run_to(len(months))
