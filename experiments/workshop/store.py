"""Answers kept between starts of the server: one file each, whole or absent, bounded."""

import io
import os
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np

from experiments.workshop.pairs import Pair

MOST_BYTES: Final = 256 * 2**20
SUFFIX: Final = ".answer.npz"


def default_folder() -> Path:
    """Return this user's cache folder for answers; it may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "cartel-market" / "workshop"


class Store:
    """A folder of answers by digest; a folder that can't be used keeps nothing."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def load(self, digest: str) -> tuple[dict[int, Pair], dict[int, Pair]] | None:
        """Return pairs and frozen pairs by seed, None where there is no whole answer."""
        if self.folder is None:
            return None
        path = self.folder / f"{digest}{SUFFIX}"
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as parts:
                seeds = [int(seed) for seed in parts["seeds"]]
                found = [
                    {
                        seed: Pair(periods, years)
                        for seed, periods, years in zip(
                            seeds, parts[f"{kind}_periods"], parts[f"{kind}_years"], strict=True
                        )
                    }
                    for kind in ("pairs", "frozen")
                ]
        except (OSError, ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
            return None
        with suppress(OSError):
            os.utime(path)
        return found[0], found[1]

    def save(self, digest: str, pairs: dict[int, Pair], frozen: dict[int, Pair]) -> None:
        """Keep a whole answer; a full or foreign disk costs only the keeping."""
        if self.folder is None:
            return
        seeds = sorted(pairs)
        body = io.BytesIO()
        arrays: dict[str, Any] = {
            f"{kind}_{part}": np.stack([getattr(of[seed], part) for seed in seeds])
            for kind, of in (("pairs", pairs), ("frozen", frozen))
            for part in ("periods", "years")
        }
        np.savez_compressed(body, seeds=np.array(seeds), **arrays)
        with suppress(OSError):
            self._write(self.folder / f"{digest}{SUFFIX}", body.getvalue())

    def _write(self, path: Path, body: bytes) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=".partial-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            os.replace(partial, path)
        finally:
            Path(partial).unlink(missing_ok=True)
        self._prune(path.parent)

    def _prune(self, folder: Path) -> None:
        """Delete the answers not used for longest until the folder is small enough."""
        files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
        total = sum(path.stat().st_size for path in files)
        for path in files:
            if total <= self.most_bytes:
                break
            total -= path.stat().st_size
            path.unlink(missing_ok=True)
