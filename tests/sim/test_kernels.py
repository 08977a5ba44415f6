"""Compiled kernels: known answers of the generator, accuracy, and the bits of plain Python."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.array_types import FloatArray, WordArray
from sim.kernels import consumers, elementary, philox
from sim.kernels.jit import compiled
from sim.streams import draw_key, uniforms

ONES = 0xFFFFFFFF
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0)


@compiled
def _word(counter: WordArray, key: WordArray, out: WordArray) -> None:
    out[0], out[1], out[2], out[3] = philox.philox(
        counter[0], counter[1], counter[2], counter[3], key[0], key[1]
    )


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (PI[:4], PI[4:], (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
    ],
)
def test_generator_gives_the_published_known_answers(
    counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]
) -> None:
    out = np.zeros(4, np.uint64)
    _word(np.array(counter, np.uint64), np.array(key, np.uint64), out)
    assert out.tolist() == list(answer)


@compiled
def _exp(x: FloatArray, out: FloatArray) -> None:
    for i in range(x.size):
        out[i] = elementary.exp(x[i])


@compiled
def _log(x: FloatArray, out: FloatArray) -> None:
    for i in range(x.size):
        out[i] = elementary.log(x[i])


@pytest.mark.parametrize("reach", [1e-8, 1e-3, 1.0, 40.0, 700.0])
def test_exponential_is_within_two_units_in_the_last_place(reach: float) -> None:
    x = np.concatenate([np.linspace(-reach, reach, 2_001), [0.0, reach, -reach]])
    out = np.empty_like(x)
    _exp(x, out)
    np.testing.assert_array_max_ulp(out, np.exp(x), 2)


def test_exponential_is_cut_where_it_would_overflow() -> None:
    out = np.empty(2)
    _exp(np.array([1e4, -1e4]), out)
    assert np.isfinite(out).all()
    assert out[1] < 1e-300


@pytest.mark.parametrize(("least", "most"), [(1e-300, 1e300), (0.5, 2.0), (0.999, 1.001)])
def test_logarithm_is_within_four_units_in_the_last_place(least: float, most: float) -> None:
    x = np.geomspace(least, most, 4_001)
    out = np.empty_like(x)
    _log(x, out)
    np.testing.assert_array_max_ulp(out, np.log(x), 4)


def test_numbers_of_a_row_do_not_depend_on_how_many_rows_or_draws_there_are() -> None:
    key = draw_key(5, "a", 17, 1)
    wide = uniforms(key, 7, 1_000)
    assert np.array_equal(uniforms(key, 7, 10), wide[:, :10])
    assert np.array_equal(uniforms(key, 4, 1_000), wide[:4])
    one = np.empty((7, 1))
    philox.fill(one, 321, key)
    assert np.array_equal(one[:, 0], wide[:, 321])


OTHER_KEYS = {
    "seed": (6, "a", 17, 1),
    "process": (5, "b", 17, 1),
    "month": (5, "a", 18, 1),
    "substep": (5, "a", 17, 0),
    "high word of the seed": (5 + 2**32, "a", 17, 1),
}


@pytest.mark.parametrize("name", OTHER_KEYS)
def test_each_part_of_the_key_gives_other_numbers(name: str) -> None:
    drawn = uniforms(draw_key(5, "a", 17, 1), 2, 50)
    assert not np.isclose(drawn, uniforms(draw_key(*OTHER_KEYS[name]), 2, 50)).any()


def test_numbers_are_uniform_and_independent_over_rows_months_and_draws() -> None:
    # z of 12 means, 12 variances and 66 correlations within 6: false alarm below 1e-6
    drawn = np.concatenate([uniforms(draw_key(1, "a", m), 4, 20_000) for m in range(3)])
    n = drawn.shape[1]
    assert ((drawn > 0.0) & (drawn < 1.0)).all()
    assert np.abs((drawn.mean(axis=1) - 0.5) * np.sqrt(12.0 * n)).max() < 6.0
    assert np.abs((drawn.var(axis=1) - 1 / 12) * np.sqrt(180.0 * n)).max() < 6.0
    correlations = np.corrcoef(drawn)[np.triu_indices(12, 1)]
    assert np.abs(correlations * np.sqrt(n)).max() < 6.0
    lagged = [np.corrcoef(row[1:], row[:-1])[0, 1] for row in drawn]
    assert np.abs(np.array(lagged) * np.sqrt(n)).max() < 6.0


PLAIN = """
import numpy as np
from sim.kernels import jit, philox
from sim.streams import draw_key, uniforms
assert not jit.IS_COMPILED
print(uniforms(draw_key(5, "a", 17, 1), 7, 40).tobytes().hex())
"""


def test_numbers_are_the_same_bits_with_compilation_off() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", PLAIN],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    expected = uniforms(draw_key(5, "a", 17, 1), 7, 40).tobytes().hex()
    assert shown.stdout.strip() == expected


@pytest.mark.parametrize(("seed", "substep"), [(2**64, 0), (1, 64)])
def test_keys_that_would_share_their_numbers_are_refused(seed: int, substep: int) -> None:
    with pytest.raises(ValueError, match="too large"):
        draw_key(seed, "a", 0, substep)


def test_single_precision_ranks_are_compared_as_the_numbers_they_are() -> None:
    rank, values = np.array([0.7], np.float32), np.ones(1)  # 0.7 rounds down: under 0.7
    plain = getattr(consumers.sum_under, "py_func", consumers.sum_under)
    for sum_under in (consumers.sum_under, plain):
        assert sum_under(values, rank, 0.7) == consumers.GRAIN
