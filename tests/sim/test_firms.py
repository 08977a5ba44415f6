"""Firms: counts behind agents, exact hazards, jobs that add up, and signs of the levers."""

import numpy as np
import pytest

from sim.array_types import FloatArray
from sim.kernels import firms as kernels
from sim.params.firms import FirmsParams
from sim.submodels.firms import extortion, labour
from sim.submodels.firms.initial import EXPORTER, fighting
from tests.fakes.economy import Economy

PARAMS = FirmsParams()


def test_demand_hazard_is_nil_without_extortionists_and_declared_at_the_mean() -> None:
    hazard = extortion.demand_hazard(np.array([0.0, 1.0, 1e6]), PARAMS)

    assert hazard[0] == 0.0
    assert hazard[1] == pytest.approx(PARAMS.demand_hazard)
    most = PARAMS.demand_hazard / (1.0 - np.exp(-PARAMS.demand_saturation))
    assert hazard[2] == pytest.approx(most)


def test_payers_stay_at_their_balance_and_do_not_depend_on_the_step() -> None:
    firms, start, stop = np.array([1000.0]), np.array([0.03]), 0.5
    steady = extortion.steady_payers(firms, start, 1.0, stop)

    stays = kernels.expected_payers(steady[0], 1000.0, 0.03, stop, 1.0 / 12.0)
    once = kernels.expected_payers(7.0, 1000.0, 0.03, stop, 1.0)
    often = 7.0
    for _ in range(48):
        often = kernels.expected_payers(often, 1000.0, 0.03, stop, 1.0 / 48.0)

    np.testing.assert_allclose(stays, steady[0])
    np.testing.assert_allclose(often, once)


def test_counts_are_whole_and_right_on_average() -> None:
    uniform = (np.arange(1000) + 0.5) / 1000.0

    counts = np.array([kernels.count(3.25, u) for u in uniform])

    assert set(counts) == {3.0, 4.0}
    assert counts.mean() == pytest.approx(3.25, abs=0.001)


def test_levies_start_where_declared_and_stay_under_their_ceiling() -> None:
    years = [extortion.levy_share(0.04, 0.1, year, 0.1) for year in (0.0, 9.0, 500.0)]

    assert years[0] == pytest.approx(0.04)
    assert years[1] == pytest.approx(0.04 * 2.5 / (1 + 1.5 * np.exp(-0.9)))
    assert years[2] == pytest.approx(0.1)


def test_marginal_payers_are_the_slope_of_the_balance() -> None:
    per_firm, stop = 0.005, 12.0 / PARAMS.payment_months

    def payers(people: float, firms: float = 1e5) -> float:
        pressure = np.array([people / firms / per_firm])
        hazard = extortion.demand_hazard(pressure, PARAMS)
        return float(extortion.steady_payers(np.array([firms]), hazard, 0.45, stop)[0])

    for people in (0.0, 500.0, 2000.0):
        slope = extortion.marginal_payers(
            np.array([people / 1e5 / per_firm]), per_firm, 0.45, PARAMS
        )
        assert slope[0] == pytest.approx((payers(people + 1) - payers(people)), rel=1e-2)


def test_closures_leave_the_stock_where_openings_replace_them() -> None:
    same = kernels.renewed(100.0, 100.0, 0.01, 0.01, 0.09, 1.0)
    fewer = kernels.renewed(100.0, 100.0, 0.02, 0.01, 0.09, 1e3)

    assert same == pytest.approx(100.0)
    assert fewer == pytest.approx(100.0 * 0.10 / 0.11)


def test_tariff_loss_matches_hand_calculation_and_bottoms_near_it() -> None:
    loss = labour.tariff_loss(25.0, 0.0, PARAMS)
    felt = absorbed = 0.0
    path = []
    for _ in range(240):
        felt, absorbed = labour.follow_loss(felt, absorbed, loss, PARAMS, 1.0)
        path.append(felt - absorbed)

    assert loss == pytest.approx(-0.03)
    assert min(path) < 0.85 * loss
    assert path[-1] == pytest.approx(0.0, abs=0.001)


def test_exporters_and_others_average_to_the_national_gap() -> None:
    exporters, others = labour.exposure_weights(0.15, PARAMS)

    assert 0.15 * exporters + 0.85 * others == pytest.approx(1.0)
    assert exporters > 1.0 > others


def test_violence_costs_three_per_cent_of_jobs_per_doubling() -> None:
    ratio = np.array([0.5, 1.0, 2.0, 4.0])

    assert labour.violence_factor(ratio, 1.0, PARAMS)[2] == pytest.approx(0.97)
    assert labour.violence_factor(ratio, 1.0, PARAMS)[3] == pytest.approx(0.97**2)
    np.testing.assert_allclose(labour.violence_factor(ratio, 0.0, PARAMS), 1.0)
    assert labour.violence_factor(ratio, -1.0, PARAMS)[2] > 1.0


def test_expected_earnings_match_hand_calculation() -> None:
    informality = np.array([0.5])

    whole, idle = labour.expected_earnings(np.zeros(1), informality, 1.0, PARAMS)
    less, more_idle = labour.expected_earnings(np.full(1, 0.1), informality, 1.0, PARAMS)

    formal = 0.89 * (1 - 1.1 * 0.5)
    assert whole[0] == pytest.approx(formal * 6480 + (0.89 - formal) * 4080)
    assert idle[0] == pytest.approx(0.11)
    moved = 0.15 * formal
    assert more_idle[0] == pytest.approx(0.11 + 0.4 * moved)
    pay = (formal - moved) * 6480 + (0.89 - formal + 0.6 * moved) * 4080
    assert less[0] == pytest.approx(pay * (more_idle[0] / 0.11) ** -0.1)


# ------------------------------------------------------------------------- whole process


def test_jobs_are_the_exact_sum_over_firms_and_start_at_the_published_stock() -> None:
    economy = Economy()

    assert economy.firms.jobs.sum() == pytest.approx(economy.driver("formal_jobs_baseline"))
    economy.levers["tariff"] = 25.0
    economy.run(13)
    assert economy.firm_state.jobs.sum() == pytest.approx(economy.firms.jobs.sum(), rel=1e-12)
    np.testing.assert_allclose(
        np.bincount(economy.firms.region, economy.firms.jobs), economy.firm_state.jobs
    )


def test_extortion_starts_in_balance_near_its_targets() -> None:
    economy = Economy()
    start = economy.firms.paying.sum()
    economy.run(12)

    assert 60_000 < start < 120_000
    assert economy.firm_state.levies.sum() / economy.firms.paying.sum() < 12_000
    assert economy.firms.paying.sum() == pytest.approx(start, rel=0.03)
    assert (economy.firms.paying == np.floor(economy.firms.paying)).all()
    assert (economy.firms.paying[economy.firms.sector == EXPORTER] == 0).all()


def test_few_firm_agents_give_the_same_economy_as_many() -> None:
    few, many = Economy(n_firms=400).run(24), Economy(n_firms=2000).run(24)

    assert few.firm_state.levies.sum() == pytest.approx(many.firm_state.levies.sum(), rel=0.02)
    assert few.firm_state.jobs.sum() == pytest.approx(many.firm_state.jobs.sum(), rel=1e-3)


def test_too_few_firm_agents_are_refused() -> None:
    with pytest.raises(ValueError, match=r"population\.firms is 50"):
        Economy(n_firms=50)


def test_a_tariff_costs_jobs_most_where_plants_export_and_strength_turns_it() -> None:
    def jobs(strength: float, tariff: float = 25.0) -> FloatArray:
        changes = {"tariffs_unemployment_recruitment": strength}
        economy = Economy(n_firms=400, strength=changes)
        economy.levers["tariff"] = tariff
        return economy.run(24).firm_state.jobs

    none, on, off, reversed_ = jobs(1.0, 0.8), jobs(1.0), jobs(0.0), jobs(-1.0)
    change = on / none - 1.0

    assert -0.008 < on.sum() / none.sum() - 1.0 < -0.002
    exposure = Economy(n_firms=96).world.export_exposure
    assert change[np.argmax(exposure)] < change[np.argmin(exposure)] < 0.0
    np.testing.assert_allclose(off, none)
    assert reversed_.sum() > none.sum()


def test_a_listing_brings_compliance_fewer_payers_and_closures() -> None:
    calm, listed = Economy(n_firms=400), Economy(n_firms=400)
    off = Economy(n_firms=400, strength={"fto_material_support": 0.0})
    for economy in (listed, off):
        economy.levers["terror_designation"] = 1.0
    for economy in (calm, listed, off):
        economy.run(24)

    cost = 12.0 * listed.flows.compliance_cost
    assert 1.2e9 < cost < 4e9
    assert listed.firms.paying.sum() < calm.firms.paying.sum()
    assert listed.flows.firms_closed > calm.flows.firms_closed
    assert listed.firm_state.jobs.sum() < calm.firm_state.jobs.sum()
    assert off.flows.compliance_cost == 0.0
    np.testing.assert_array_equal(off.firms.paying, calm.firms.paying)


def test_peace_between_rivals_raises_levies_by_a_fifth() -> None:
    war, truce = Economy(n_firms=400), Economy(n_firms=400)
    for economy in (war, truce):
        economy.cartels.rivalry[:18, :18] = 1.0 - np.eye(18)
        economy.firm_state.usual_fighting = fighting(economy)
    truce.cartels.rivalry[:] = 0.0
    war.run(24), truce.run(24)
    fought = war.firm_state.usual_fighting > 0.0
    ratio = truce.firm_state.levies[fought].sum() / war.firm_state.levies[fought].sum()

    assert 1.15 < ratio < 1.25


def test_more_violence_costs_local_jobs_but_not_exporters() -> None:
    calm, violent = Economy(n_firms=400), Economy(n_firms=400)
    ratio = np.ones(32)
    ratio[5] = 4.0
    violent.conflict = type("Conflict", (), {"homicide_rate_ratio": ratio})()
    calm.run(36), violent.run(36)
    change = violent.firm_state.jobs / calm.firm_state.jobs - 1.0

    assert -0.06 < change[5] < -0.04
    np.testing.assert_allclose(np.delete(change, 5), 0.0, atol=1e-12)


def test_states_without_members_earn_nothing_and_divide_by_nothing() -> None:
    economy = Economy(n_firms=96)
    economy.cartels.members[:, 3] = 0.0
    economy.members_2012[:, 3] = 0.0
    economy.run(6)

    assert economy.firm_state.levies[3] == 0.0
    assert np.isfinite(economy.cartels.trade_payoff).all()
    assert np.isfinite(economy.institutions.corruption).all()
