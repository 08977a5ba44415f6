"""Chemicals: what controls and shocks leave, and what scarcity adds to cost and margin.

A gap lowers output only while it is new: capacity grows until the *price* is normal again.
What lasts is a higher *required price*, so the part of a gap that lasts also raises unit
cost and the margin that producers ask. Without this, deaths would double in
2025 while the data fell.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.params.production import ProductionParams
from sim.rates import approach
from sim.state.production import Precursors
from sim.world.axes import DRUGS

MOST_GAP = 0.95
"""Most of a drug's chemicals that can be missing [share] (assumed)."""

"""Largest share of chemicals that can be missing: some are always found."""


def success(params: ProductionParams, uniform: float) -> float:
    """Return how far a change of control works: its chance, or a draw.

    In expectation every change works by its chance, so that few seeds can be compared. Drawn,
    a change works wholly or not at all, by one uniform a month that no policy can shift.
    """
    if params.success_form == "drawn":
        return float(uniform < params.success_probability)
    return params.success_probability


def control_size(params: ProductionParams) -> FloatArray:
    """Return supply lost to one full control of the reviewed size that works [share], (D,)."""
    reached = params.along("controlled", DRUGS)
    return np.minimum(
        reached * params.supply_reduction * params.supplier_concentration, MOST_GAP
    )


def move_controls(
    state: Precursors, control: float, params: ProductionParams, uniform: float, dt: float
) -> None:
    """Carry gaps one step on under a control lever of 0..1.

    A rise of the lever opens a gap of ``success x reduction x rise / step``. A share
    ``permanent_share`` of it lasts while the lever stays up and goes when it falls; the rest
    opens only above the control that suppliers remember, and fades with ``workaround_time``.
    A fall closes as much as such a rise opens, so that switching a control on and off brings
    no more than leaving it on.
    """
    full = control_size(params) / params.control_step
    size = full * success(params, uniform)
    fading = 1.0 - params.permanent_share
    change = control - state.control
    forgotten = approach(params.workaround_memory, dt)
    state.remembered += forgotten * (min(control, state.remembered) - state.remembered)
    state.passing *= 1.0 - approach(params.workaround_time, dt)
    if change >= 0.0:
        state.passing += fading * size * max(control - state.remembered, 0.0)
        state.lasting += params.permanent_share * size * change
    else:
        undone = full if params.success_form == "drawn" else size
        state.passing = np.maximum(state.passing + fading * undone * change, 0.0)
        span = max(state.control - state.first_control, 1e-9)
        state.lasting *= max(1.0 + change / span, 0.0)
    state.passing = np.minimum(state.passing, MOST_GAP)
    state.lasting = np.minimum(state.lasting, MOST_GAP)
    state.control, state.remembered = control, max(control, state.remembered)


def availability(gap: FloatArray, shock: FloatArray, strength: float) -> FloatArray:
    """Return chemicals in hand over those wanted [1], shape (D,).

    ``(1 - gap)^strength x (1 - shock)``: the lever's gap at the strength of the mechanism
    (reversed, controls would help producers), the dated shocks of the past as they were.
    """
    kept = np.maximum(1.0 - gap, 1.0 - MOST_GAP)
    return np.asarray(np.exp(strength * np.log(kept)) * (1.0 - shock))


def lasting_ratio(lasting: FloatArray, strength: float, elasticity: float) -> FloatArray:
    """Return the rise of the required margin that a lasting gap brings [ratio], shape (D,).

    ``(1 - lasting)^(-elasticity x strength)``.
    """
    return np.asarray((1.0 - np.minimum(lasting, MOST_GAP)) ** (-elasticity * strength))
