"""Exponential, logarithm and kin from basic arithmetic, so that loops of them vectorise.

The C library's are scalar calls; these compile to plain multiplications and additions in a
fixed order, give the same bits compiled, as plain Python and on any machine, and lie within a
few units in the last place of the exact value (tested).
"""

from typing import Final

import numpy as np

from sim.kernels.jit import inlined

LOG2_E: Final = 1.4426950408889634
LN2_HIGH: Final = (
    6.93147180369123816490e-01  # its low bits are zero, so that k LN2_HIGH is exact
)
LN2_LOW: Final = 1.90821492927058770002e-10
ROUNDER: Final = 6755399441055744.0  # 1.5 x 2^52: adding it rounds to a whole number
LARGEST: Final = 708.0  # beyond it exp overflows or underflows
ONE_BITS: Final = np.int64(0x3FF0000000000000)
SQRT_HALF_BITS: Final = np.int64(0x3FE6A09E667F3BCD)
MANTISSA_BITS: Final = np.int64(52)


@inlined
def exp(x: float) -> float:
    """Return ``e^x``, for x cut to within 708 of 0."""
    x = min(max(x, -LARGEST), LARGEST)
    shifted = x * LOG2_E + ROUNDER
    k = shifted - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    p = 2.08767569878681e-09  # 1 / 12!
    p = p * r + 2.505210838544172e-08
    p = p * r + 2.755731922398589e-07
    p = p * r + 2.7557319223985893e-06
    p = p * r + 2.48015873015873e-05
    p = p * r + 0.0001984126984126984
    p = p * r + 0.001388888888888889
    p = p * r + 0.008333333333333333
    p = p * r + 0.041666666666666664
    p = p * r + 0.16666666666666666
    p = p * r + 0.5
    p = p * r * r + r
    power = (np.float64(shifted).view(np.int64) << MANTISSA_BITS) + ONE_BITS
    return p * np.int64(power).view(np.float64) + np.int64(power).view(np.float64)


@inlined
def log(x: float) -> float:
    """Return the natural logarithm of a positive normal number.

    ``x = 2^k m`` with m in [sqrt 1/2, sqrt 2), and the series of ``log m`` in
    ``s = (m - 1) / (m + 1)``.
    """
    bits = np.float64(x).view(np.int64)
    k = (bits - SQRT_HALF_BITS) >> MANTISSA_BITS
    m = np.int64(bits - (k << MANTISSA_BITS)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1.0 / 19.0
    p = p * z + 1.0 / 17.0
    p = p * z + 1.0 / 15.0
    p = p * z + 1.0 / 13.0
    p = p * z + 1.0 / 11.0
    p = p * z + 1.0 / 9.0
    p = p * z + 1.0 / 7.0
    p = p * z + 1.0 / 5.0
    p = p * z + 1.0 / 3.0
    p = p * z * (2.0 * s) + 2.0 * s
    return p + np.float64(k) * LN2_LOW + np.float64(k) * LN2_HIGH


@inlined
def whole(x: float) -> float:
    """Return the whole part of a number from 0 to 2^63."""
    return float(np.float64(np.int64(x)))


@inlined
def logistic(x: float) -> float:
    """Return ``1 / (1 + e^-x)``."""
    return 1.0 / (1.0 + exp(-x))


@inlined
def chance_of(rate: float) -> float:
    """Return the chance of at least one event at a rate over the step, ``1 - e^-rate``.

    Without the care of ``expm1``: a rate of 1e-6 loses ten of sixteen digits' last ones, far
    below the uniform that it meets.
    """
    return 1.0 - exp(-rate)
