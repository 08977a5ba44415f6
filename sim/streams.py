"""Random numbers keyed by seed, process, step and row: two policies share their draws."""

from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.array_types import FloatArray
from sim.kernels import philox

WORD = 0xFFFFFFFF
MOST_SUBSTEPS = 64


@cache
def word_of(process: str) -> int:
    """Return the word that stands for a process's name in keys."""
    return crc32(process.encode())


def random_stream(seed: int, process: str, month: int, substep: int = 0) -> np.random.Generator:
    """Return the generator of one process in one step, for what isn't drawn by row.

    It depends only on the seed, the name of the process, the month and the substep. Adding a
    process, or drawing more often in one, leaves every other draw unchanged.

    Parameters
    ----------
    seed
        Seed of the run, non-negative.
    process
        Name of the process; a second stream of one process has a name of its own
        (``"conflict/truces"``).
    month
        Months since the start of the run, from 0.
    substep
        Step within the month, from 0.
    """
    key = np.random.SeedSequence([seed, word_of(process), month, substep])
    return np.random.Generator(np.random.SFC64(key))


def draw_key(seed: int, process: str, month: int, substep: int = 0) -> NDArray[np.uint64]:
    """Return the key of one process's numbers in one step, for kernels that draw by row.

    Arguments as in `random_stream`, the seed under 2^64 and the substep under 64.

    Raises
    ------
    ValueError
        If seed or substep are larger, and would share their numbers with a smaller one.

    Returns
    -------
    key
        Step, process, and the two words of the seed, shape (4,).
    """
    if seed >> 64 or substep >= MOST_SUBSTEPS:
        raise ValueError(f"no key for seed {seed} and substep {substep}: too large")
    step = month * MOST_SUBSTEPS + substep
    words = (step, word_of(process), seed & WORD, seed >> 32 & WORD)
    return np.array(words, dtype=np.uint64)


def uniforms(key: NDArray[np.uint64], draws: int, n_rows: int) -> FloatArray:
    """Return uniform numbers in (0, 1) of rows 0 to n - 1, shape (draws, n_rows).

    A row's numbers depend on the key and on the row alone, not on how many rows there are.
    """
    out = np.empty((draws, n_rows))
    philox.fill(out, 0, key)
    return out


def uniforms_of(key: NDArray[np.uint64], draws: int, rows: NDArray[np.int64]) -> FloatArray:
    """Return the first numbers of some rows, at most four each, shape (draws, rows.size)."""
    out = np.empty((draws, rows.size))
    philox.fill_rows(out, rows, key)
    return out
