"""Treatment: places, entry, retention, and what a cut or an expansion does to deaths."""

import copy

import numpy as np
import pandas as pd
import pytest

from sim.agents.consumer import OPIOID
from sim.kernels.consumers import DEPENDENT, TREATMENT
from sim.params.treatment import TreatmentParams
from sim.submodels import treatment
from tests.fakes.demand import Stub

PARAMS = TreatmentParams()


def test_places_follow_money_and_reverse_with_the_mechanism() -> None:
    at = [treatment.target_places(2.0, 1.0, 1.0, PARAMS, s) for s in (1.0, 0.0, -1.0)]
    np.testing.assert_allclose(at, 780_000 * np.array([2**0.5, 1.0, 2**-0.5]))


def test_growth_is_slow_and_cuts_are_fast() -> None:
    assert treatment.follow(1.0, 2.0, PARAMS, 1.0) == pytest.approx(2 - np.exp(-1 / 12))
    assert treatment.follow(2.0, 1.0, PARAMS, 1.0) == pytest.approx(1 + np.exp(-1 / 3))
    half = treatment.follow(treatment.follow(2.0, 1.0, PARAMS, 0.5), 1.0, PARAMS, 0.5)
    assert half == pytest.approx(treatment.follow(2.0, 1.0, PARAMS, 1.0))


def test_door_closes_when_places_are_full() -> None:
    np.testing.assert_allclose(
        [treatment.open_door(u, PARAMS) for u in (0.0, 0.8, 1.0, 1.3)],
        [1.0, 1 - 0.8**10, 0.0, 0.0],
    )


def test_surplus_leaves_within_a_month() -> None:
    np.testing.assert_allclose(treatment.leaving_rate(0.0, PARAMS), [0.10, 0.035])
    crowded = treatment.leaving_rate(0.25, PARAMS)
    np.testing.assert_allclose(np.exp(-crowded), np.exp([-0.10, -0.035]) * np.array(0.75))


def test_liability_and_drought_do_nothing_at_rest_and_may_go_either_way() -> None:
    assert treatment.liability_factor(0.8, 0.8, PARAMS, 1.0) == 1.0
    assert treatment.liability_factor(1.0, 0.5, PARAMS, 1.0) == pytest.approx(2**-0.05)
    assert treatment.liability_factor(1.0, 0.5, PARAMS, -1.0) > 1.0
    assert treatment.drought_factor(-0.5, PARAMS, 1.0) == 1.0
    assert treatment.drought_factor(1.0, PARAMS, 1.0) == pytest.approx(1.1)
    assert treatment.drought_factor(1.0, PARAMS, 0.0) == 1.0


def test_people_in_treatment_start_near_the_evidence_and_grow() -> None:
    model = Stub(1).start()
    assert model.treatment.in_treatment == pytest.approx(669_500)
    assert model.treatment.on_medication == pytest.approx(559_500)
    results = model.run(96).results()
    assert results["opioid_treat"]["2019"].mean() == pytest.approx(841_000, rel=0.25)  # SOURCE


def test_entering_and_leaving_keep_people() -> None:
    model = Stub(4, consumers=3_000).start().run(6)
    before = model.consumers.weight.copy()
    treatment.advance(model, treatment_funding=1.0, user_liability=0.5)
    np.testing.assert_array_equal(model.consumers.weight, before)
    counted = model.consumption.users[:, TREATMENT]
    np.testing.assert_array_equal(counted, model.treatment.treated_by_class)


def change_after(
    model: Stub, month: int, lever: str, factor: float, months: int
) -> pd.DataFrame:
    """Deaths of opioid users and people treated under a lever, over those without, by year."""
    usual, policy = copy.deepcopy(model), copy.deepcopy(model)
    policy.levers[lever] = policy.levers[lever].copy()
    policy.levers[lever][month:] *= factor
    rows = [m.run(months).results()[month:] for m in (usual, policy)]
    yearly = [
        r[["d_fentanyl", "deaths", "treated"]].groupby(pd.DatetimeIndex(r.index).year).sum()
        for r in rows
    ]
    return yearly[1] / yearly[0] - 1.0


def test_cutting_funding_raises_deaths_every_year_with_supply_fixed() -> None:
    changes = []
    for seed in range(1, 4):
        model = Stub(seed, n_months=204)
        model.hold_markets_at = 2024.9
        changes.append(change_after(model.start().run(156), 156, "treatment_funding", 0.5, 48))
    mean = (changes[0] + changes[1] + changes[2]) / 3.0
    # standard error 0.001: false alarm under 1e-6
    assert (mean["deaths"] > 0.01).all()
    assert (mean["deaths"] < 0.055).all()
    assert (mean["treated"] < -0.1).all()


def test_doubling_funding_in_2014_lowers_opioid_deaths_as_medicaid_did() -> None:
    changes = [
        change_after(Stub(s).start().run(24), 24, "treatment_funding", 2.0, 48)
        for s in (1, 2, 3)
    ]
    mean = (changes[0] + changes[1] + changes[2]) / 3.0
    assert (mean["d_fentanyl"] < 0.0).all()
    assert -0.09 < mean["d_fentanyl"].iloc[2:].mean() < -0.02  # E12: 2 to 9%


def test_funding_does_nothing_with_the_mechanism_off_and_the_reverse_when_reversed() -> None:
    off = Stub(1, consumers=2_000, strength={"treatment_demand": 0.0}).start().run(24)
    change = change_after(off, 24, "treatment_funding", 0.5, 12)
    assert not change.to_numpy().any()

    turned = Stub(1, consumers=4_000, strength={"treatment_demand": -1.0}).start().run(24)
    change = change_after(turned, 24, "treatment_funding", 0.5, 24)
    assert change["treated"].iloc[-1] > 0.0


def test_people_leave_treatment_for_dependence_with_a_fresh_risk() -> None:
    model = Stub(1, consumers=3_000).start()
    model.step()
    columns = model.consumers
    fresh = columns.months_since_treatment == 0.0
    opioid = columns.drug_class == OPIOID
    assert (fresh & opioid & (columns.state == DEPENDENT)).any()
    assert model.flows.treatment_cost_usd == pytest.approx(
        model.treatment.in_treatment * PARAMS.cost_per_place / 12
    )
