"""Random numbers keyed by row, month and process: the counter-based generator Philox4x32-10.

A number depends only on the seed and on who asks for it, when and for what: not on how many
others were drawn, by whom or in which order. Agents that act one by one, shuffled or all at
once draw the same numbers, and two policies share them.

References
----------
Salmon, Moraes, Dror & Shaw (2011) [salmon2011].
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernels.jit import compiled, inlined

Words = tuple[Any, Any, Any, Any]

LOW: Final = np.uint64(0xFFFFFFFF)
HALF_WORD: Final = np.uint64(32)
MULTIPLY_0: Final = np.uint64(0xD2511F53)
MULTIPLY_1: Final = np.uint64(0xCD9E8D57)
WEYL_0: Final = np.uint64(0x9E3779B9)
WEYL_1: Final = np.uint64(0xBB67AE85)
ROUNDS: Final = 10
PER_BLOCK: Final = 4
"""Numbers that one evaluation of the generator gives."""

UNIT: Final = 2.0**-32


@inlined
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Words:
    """Return four random 32-bit words for a counter of four words and a key of two.

    All are ``uint64`` that hold 32 bits: products of two such words can't overflow.
    """
    for _ in range(ROUNDS):
        p0, p1 = MULTIPLY_0 * c0, MULTIPLY_1 * c2
        c0, c1, c2, c3 = (
            (p1 >> HALF_WORD) ^ c1 ^ k0,
            p1 & LOW,
            (p0 >> HALF_WORD) ^ c3 ^ k1,
            p0 & LOW,
        )
        k0, k1 = (k0 + WEYL_0) & LOW, (k1 + WEYL_1) & LOW
    return c0, c1, c2, c3


@inlined
def as_uniform(word: Any) -> float:
    """Return a word as a number in (0, 1), at the middle of its share of that range."""
    return (np.float64(word) + 0.5) * UNIT


@compiled
def fill(out: NDArray[np.float64], first: int, key: NDArray[np.uint64]) -> None:
    """Fill uniform numbers in (0, 1), a column for each row from ``first`` on.

    Parameters
    ----------
    out
        Shape (draws, n); draws of a row come in blocks of four.
    first
        Row of the first column.
    key
        Month and substep, process, and the two words of the seed, as `sim.streams.draw_key`
        gives them, shape (4,).
    """
    draws, n = out.shape
    step, process, k0, k1 = key[0], key[1], key[2], key[3]
    for block in range((draws + PER_BLOCK - 1) // PER_BLOCK):
        top = PER_BLOCK * block
        number = np.uint64(block)
        if draws - top >= PER_BLOCK:
            for i in range(n):
                w0, w1, w2, w3 = philox(np.uint64(first + i), step, process, number, k0, k1)
                out[top, i] = as_uniform(w0)
                out[top + 1, i] = as_uniform(w1)
                out[top + 2, i] = as_uniform(w2)
                out[top + 3, i] = as_uniform(w3)
        else:
            for i in range(n):
                words = philox(np.uint64(first + i), step, process, number, k0, k1)
                out[top, i] = as_uniform(words[0])
                if draws - top > 1:
                    out[top + 1, i] = as_uniform(words[1])
                if draws - top > 2:
                    out[top + 2, i] = as_uniform(words[2])


@compiled
def fill_rows(
    out: NDArray[np.float64], rows: NDArray[np.int64], key: NDArray[np.uint64]
) -> None:
    """Fill the first uniform numbers of some rows, a column each, shape (up to 4, n)."""
    for i in range(rows.size):
        words = philox(np.uint64(rows[i]), key[0], key[1], np.uint64(0), key[2], key[3])
        for draw in range(out.shape[0]):
            out[draw, i] = as_uniform(words[draw])
