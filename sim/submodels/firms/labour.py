"""Jobs and expected earnings: tariffs, uncertainty, violence, and what a young man can earn.

Helper of ``firms``.
"""

import numpy as np

from sim.array_types import FloatArray
from sim.arrays import clip
from sim.params.firms import FirmsParams
from sim.rates import approach, remaining

SETTLED_FROM = 0.8
"""Share of a loss from which it counts as reached, and firms settle in it (assumed)."""


def tariff_loss(points: float, uncertainty: float, params: FirmsParams) -> float:
    """Return the loss of Mexican output that a tariff causes in the end [share of GDP], <= 0.

    ``-(a x effective points + b x uncertainty) / 100``: linear in what is paid, plus a part
    for what is only announced.

    Parameters
    ----------
    points
        Effective points above those of 2012.
    uncertainty
        How unsettled trade policy is [0-1].
    """
    percent = params.gdp_loss_per_point * points + params.uncertainty_loss * uncertainty
    return -percent / 100.0


def renew_uncertainty(uncertainty: float, news: float, params: FirmsParams, dt: float) -> float:
    """Return how unsettled trade policy is, 0-1: news lifts it at once, then it fades."""
    faded = uncertainty * remaining(params.uncertainty_half_life, dt)
    return max(faded, min(abs(news) / params.full_announcement, 1.0))


def follow_loss(
    felt: float, absorbed: float, loss: float, params: FirmsParams, dt: float
) -> tuple[float, float]:
    """Return the loss as felt and the part the economy has found its way around [share].

    The loss acts with a lag. Once it is felt in full, firms turn to other buyers and the gap
    closes with a half-life; starting that before would make the trough shallower than the
    published loss. What was absorbed goes with the loss: as that fades, so does the way
    around it, and a tariff that is lifted leaves no gain. The gap is the difference of the two
    returned values.

    Parameters
    ----------
    felt, absorbed
        Values before the step [share of GDP].
    loss
        Loss that the tariff causes in the end [share of GDP].
    """
    before = felt
    felt += approach(params.output_time, dt) * (loss - felt)
    if abs(felt) < abs(before):
        absorbed *= max(felt / before, 0.0)
    reached = abs(felt / loss) if abs(loss) > 1e-9 else 1.0
    settled = min(max((reached - SETTLED_FROM) / (1.0 - SETTLED_FROM), 0.0), 1.0)
    absorbed += settled * (1.0 - remaining(params.shock_half_life, dt)) * (felt - absorbed)
    return felt, absorbed


def exposure_weights(export_share: float, params: FirmsParams) -> tuple[float, float]:
    """Return the fall of exporters' and of other firms' output per unit of GDP gap.

    Exporters fall by the export ratio, the others by what makes the mean over jobs 1.

    Parameters
    ----------
    export_share
        Exporters' share of formal jobs [1].
    """
    ratio = params.export_ratio
    return ratio, max((1.0 - export_share * ratio) / (1.0 - export_share), 0.0)


def violence_factor(ratio: FloatArray, strength: float, params: FirmsParams) -> FloatArray:
    """Return local jobs over those without more violence, shape (R,).

    ``(1 + e)^(s log2 ratio)``: e for each doubling of homicide. Firms of the home market only;
    exporters were hardly touched (Utar).

    Parameters
    ----------
    ratio
        Homicides over those of 2012, shape (R,), positive.
    strength
        Strength of ``extortion_firms``.
    """
    return np.asarray((1.0 + params.jobs_per_violence_doubling) ** (strength * np.log2(ratio)))


def expected_earnings(
    lost: FloatArray, informality: FloatArray, wage: float, params: FirmsParams
) -> tuple[FloatArray, FloatArray]:
    """Return what a young man out of school can expect, and the share who are idle.

    ``E = (p_f w_f + p_i w_i) x wage x (p_u / p_u0)^-e``. A formal job lost hits the young
    harder, and sends some to informal work and the rest into idleness.

    Parameters
    ----------
    lost
        Formal jobs lost against the baseline [share], shape (R,); negative where gained.
    informality
        Share of informal jobs [1], shape (R,).
    wage
        Real wage over that of 2012 [1].

    Returns
    -------
    earnings, idle
        [USD/year] and [share of men 15-29 out of school], shapes (R,).
    """
    formal = (1.0 - params.idle_share) * (1.0 - params.youth_informality * informality)
    formal = np.maximum(formal, 0.0)
    moved = clip(params.youth_job_ratio * lost, -0.5, 0.9) * formal
    informal = 1.0 - params.idle_share - formal + params.lost_to_informal * moved
    idle = np.maximum(params.idle_share + (1.0 - params.lost_to_informal) * moved, 0.01)
    pay = (formal - moved) * params.formal_earnings + informal * params.informal_earnings
    strain = (idle / params.idle_share) ** -params.idle_earnings_elasticity
    return wage * pay * strain, idle
