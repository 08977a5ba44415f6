"""Prices, purity, stocks, and the path from 2012: rules by hand, shocks, published episodes."""

import copy
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.params import Params
from sim.params.markets import MarketsParams
from sim.state.markets import Trend
from sim.submodels.markets import abroad as markets_abroad
from sim.submodels.markets import opioids as markets_opioids
from sim.submodels.markets import prices as m
from sim.submodels.production import process as production
from tests.fakes.supply import MONTHS, Stub

PARAMS = MarketsParams()
OLD = ["heroin", "methamphetamine", "cocaine"]


@pytest.fixture(scope="module")
def start() -> Stub:
    """The world of 2012 after two years without history."""
    return Stub(history=False).step(24)


@pytest.fixture(scope="module")
def calm(start: Stub) -> pd.DataFrame:
    return copy.deepcopy(start).step(60).results.iloc[24:]


@pytest.fixture(scope="module")
def history() -> Stub:
    """2012 to 2026 under the dated levers of precursors and ports."""
    model = Stub()
    dates = {0: 0.1, 45: 0.15, 73: 0.25, 88: 0.35, 127: 0.3, 137: 0.42, 142: 0.5, 152: 0.6}
    for month in range(180):
        model.control = dates.get(month, model.control)
        model.enforcement.route_effort[:5] = np.interp(month, [84, 144], [1.0, 1.5])
        model.step()
    return model


# --------------------------------------------------------------------------- the rules


def test_shortfall_is_zero_at_the_wished_cover_and_finite_without_stock() -> None:
    short = m.shortfall(np.array([15.0, 7.5, 0.0]), np.array([10.0, 10.0, 10.0]), 1.5)

    np.testing.assert_allclose(short, [0.0, np.log(2.0), np.log(20.0)])


def test_scarcity_moves_towards_a_bounded_target() -> None:
    v = np.zeros(2)
    for _ in range(50):
        v = m.scarcity(v, np.array([0.5, -9.0]), PARAMS, 1.0)

    np.testing.assert_allclose(v, [PARAMS.scarcity * 0.5, m.CHEAPEST], atol=1e-6)


def test_dilution_follows_missing_arrivals_only_down_to_a_fifth() -> None:
    y = m.dilution(np.zeros(3), np.array([0.3, 9.0, -9.0]), np.zeros(3), PARAMS, 1e6)

    np.testing.assert_allclose(y, [-PARAMS.dilution * 0.3, np.log(0.2), m.RICHEST])


def test_steady_growth_of_arrivals_is_no_surprise() -> None:
    trend = Trend(np.zeros(1), np.zeros(1))
    for month in range(400):
        trend.follow(np.array([0.03 * month]), 1 - np.exp(-1 / 18))

    assert trend.expected[0] == pytest.approx(0.03 * 400, abs=0.05)


def test_pass_through_forms_agree_at_the_start_and_for_small_moves_differ_by_the_share() -> (
    None
):
    additive = MarketsParams(pass_through_form="additive")
    share, w = np.array([0.1]), np.array([0.01])

    assert m.passed_through(np.zeros(1), share, additive)[0] == 0.0
    assert m.passed_through(w, share, additive)[0] == pytest.approx(0.001, rel=0.02)
    assert m.passed_through(w, share, PARAMS)[0] == pytest.approx(0.01)


def test_risk_premium_is_small_and_smaller_in_an_established_market() -> None:
    new, old = m.risk_premium(2.0, np.array([0.0, 1.0]), PARAMS)

    assert new == pytest.approx(2.0**0.05)
    assert old == pytest.approx(2.0**0.015)


def test_appeal_and_shares_are_inverse() -> None:
    price, shares = np.array([15.7, 23.9, 15.7]), np.array([0.02, 0.97, 0.01])

    appeal = markets_opioids.appeal_for(shares, price, 1.5)

    np.testing.assert_allclose(markets_opioids.dose_shares(appeal, price, 1.5), shares)


def test_a_cheaper_opioid_rises_along_a_logistic() -> None:
    price, appeal = np.array([10.0, 20.0, 10.0]), np.array([0.001, 0.999, 0.0])
    first = markets_opioids.dose_shares(appeal, price, 1.5)[0]
    for _ in range(24):
        share = markets_opioids.dose_shares(appeal, price, 1.5)
        appeal = markets_opioids.grow_used_to(appeal, share, 1 - np.exp(-1 / 40))
    share = markets_opioids.dose_shares(appeal, price, 1.5)[0]
    rate = (2.0**1.5 - 1.0) / 40.0

    grown = np.log(share / (1 - share)) - np.log(first / (1 - first))
    assert grown == pytest.approx(24 * rate, rel=0.06)


def test_opioid_kilograms_hold_the_doses() -> None:
    model = Stub()
    kg = model.markets.dose_share * 1e8 / model.production.doses[[0, 1, 4]]

    assert (kg * model.production.doses[[0, 1, 4]]).sum() == pytest.approx(1e8)


def test_prices_abroad_stay_where_supply_meets_demand() -> None:
    model = Stub()
    market = model.markets.abroad
    sales = markets_abroad.mexican_sales_2012(market)
    before = market.log_price.copy()
    markets_abroad.clear(market, sales, years=0.0, elasticity=1.0, closed=0.2)

    np.testing.assert_allclose(market.log_price[1:4], before[1:4], atol=1e-12)
    markets_abroad.clear(market, 2 * sales, years=0.0, elasticity=1.0, closed=0.2)
    assert (market.log_price[3, 1:] < 0.0).all()


# ------------------------------------------------------------------- balance and shocks


def test_without_history_2012_stands_still() -> None:
    results = Stub(history=False).step(48).results

    for drug in OLD:
        for what in ("price", "sales", "arrivals"):
            path = results[f"{what}_{drug}"]
            assert path.iloc[:24].max() / path.iloc[:24].min() < 1.05, (what, drug)
    # fentanyl takes its share of heroin's doses later; the stimulants stay
    for drug in OLD[1:]:
        assert results[f"price_{drug}"].iloc[-1] == pytest.approx(
            results[f"price_{drug}"].iloc[0], rel=0.05
        )


def log_ratio(one: pd.Series, other: pd.Series) -> pd.Series:
    return pd.Series(np.log(one / other))


def test_substeps_change_hardly_anything() -> None:
    whole = Stub(substeps=1).step(120).results
    split = Stub(substeps=4).step(120).results

    for drug in OLD[1:]:
        difference = log_ratio(split[f"price_{drug}"], whole[f"price_{drug}"]).abs()
        assert difference.mean() < 0.02
    assert (split["share"] - whole["share"]).abs().max() < 0.03
    assert log_ratio(split["doses"], whole["doses"]).abs().mean() < 0.02


def shocked(start: Stub, change: Callable[[Stub], None], months: int = 60) -> pd.DataFrame:
    model = copy.deepcopy(start)
    change(model)
    return model.step(months).results.iloc[24:]


def test_a_loss_of_capacity_heals(start: Stub, calm: pd.DataFrame) -> None:
    def cut(model: Stub) -> None:
        model.cartels.capacity_kg *= 0.7

    hit = shocked(start, cut)
    for drug in OLD[1:]:
        gap = log_ratio(hit[f"price_{drug}"], calm[f"price_{drug}"])
        assert 0.2 < gap.max() < 0.9
        assert abs(gap.iloc[-1]) < 0.08
        assert gap.iloc[36:].abs().max() < 0.12  # no swing


def test_lost_stocks_are_made_good_with_one_small_overshoot(
    start: Stub, calm: pd.DataFrame
) -> None:
    def burn(model: Stub) -> None:
        model.markets.us_stock_kg *= 0.5

    gap = log_ratio(shocked(start, burn)["price_cocaine"], calm["price_cocaine"])
    assert gap.max() > 0.2
    assert gap.min() > -0.15
    assert gap.iloc[24:].abs().max() < 0.03


def test_more_demand_raises_price_and_does_not_dilute(start: Stub, calm: pd.DataFrame) -> None:
    def more(model: Stub) -> None:
        model.demand_scale = np.full(3, 1.05)

    hit = shocked(start, more)
    for drug in OLD:
        assert hit[f"price_{drug}"].iloc[5] > 1.02 * calm[f"price_{drug}"].iloc[5]
        assert hit[f"purity_{drug}"].iloc[:24].min() > 0.97 * calm[f"purity_{drug}"].iloc[0]


def test_enforcement_inside_the_us_hardly_moves_a_mature_market(
    start: Stub, calm: pd.DataFrame
) -> None:
    def police(model: Stub) -> None:
        model.enforcement.us_effort = 2.0

    hit = shocked(start, police)  # E10
    for drug in OLD:
        change = hit[f"price_{drug}"] / calm[f"price_{drug}"] - 1.0
        assert 0.0 < change.iloc[12:].mean() < 0.1


@pytest.mark.parametrize("strength", [0.0, -1.0])
def test_risk_compensation_can_be_off_or_reversed(strength: float) -> None:
    model = Stub(history=False)
    model.strength["risk_compensation"] = strength
    plain = copy.deepcopy(model).step(1).results["price_cocaine"].iloc[0]
    model.enforcement.us_effort = 3.0
    moved = model.step(1).results["price_cocaine"].iloc[0]

    assert moved == plain if strength == 0.0 else moved < plain


def test_a_precursor_shock_takes_the_published_course(start: Stub, calm: pd.DataFrame) -> None:
    # E9: price x2-3, purity to 20-50%, price back in 4-12 months, use in 12-24
    def gap(model: Stub) -> None:
        production.add_gap(model, "methamphetamine", 0.7)

    hit = shocked(start, gap)
    price = (hit["price_methamphetamine"] / calm["price_methamphetamine"]).to_numpy()
    purity = (hit["purity_methamphetamine"] / calm["purity_methamphetamine"]).to_numpy()
    use = (hit["sales_methamphetamine"] / calm["sales_methamphetamine"]).to_numpy()
    peak, trough = price.argmax(), use.argmin()

    assert 2.0 <= price.max() <= 3.0
    assert 0.2 <= purity.min() <= 0.5
    assert purity.argmin() <= peak  # purity falls first
    assert 4 <= np.flatnonzero(price[peak:] < 1.1)[0] + peak + 1 <= 13
    assert 12 <= np.flatnonzero(use[trough:] > 0.95)[0] + trough + 1 <= 26


def test_users_get_the_purity_of_stocks_filled_before(start: Stub) -> None:
    def weak(model: Stub) -> None:
        production.add_gap(model, "fentanyl", 0.9)

    model = copy.deepcopy(start)
    before = model.markets.purity_used.copy()
    weak(model)
    model.step(3)
    state = model.markets
    fallen = state.purity[0] / before[0]

    assert fallen < 0.95
    assert fallen < state.purity_used[0] / before[0] < 1.0
    np.testing.assert_allclose(state.purity_used[1], state.purity[1], rtol=0.05)


def test_a_cut_pays_the_groups_only_if_the_border_price_rises_enough(start: Stub) -> None:
    def revenue(form: str) -> float:
        def tweak(params: Params) -> None:
            params.markets.pass_through_form = form

        model = Stub(history=False, tweak=tweak).step(6)
        cut = copy.deepcopy(model)
        model.frozen = cut.frozen = {"capacity", "drugs", "markets"}
        cut.cartels.capacity_kg[:, 3] *= 0.7
        model.step(36)
        cut.step(36)
        return cut.cartels.border_revenue[:, 3].sum() / model.cartels.border_revenue[:, 3].sum()

    assert revenue("additive") > revenue("multiplicative")


# -------------------------------------------------------------------------- the history


def yearly(history: Stub, column: str) -> pd.Series:
    results = history.results
    return results[column].groupby(pd.DatetimeIndex(results.index).year).mean()


def test_fentanyl_takes_over_as_it_did(history: Stub) -> None:
    share = yearly(history, "share")
    for year, low, high in (
        (2014, 0.03, 0.11),
        (2016, 0.18, 0.36),
        (2018, 0.44, 0.66),
        (2020, 0.66, 0.85),
        (2022, 0.83, 0.95),
    ):
        assert low < share[year] < high, year


def test_seizures_of_2019_to_2023_are_within_a_factor_of_two(history: Stub) -> None:
    published = {
        "fentanyl": (1_194, 2_067, 4_802, 6_398, 12_119),
        "heroin": (2_519, 2_339, 2_254, 679, 551),
        "cocaine": (11_046, 8_615, 12_129, 11_418, 12_505),
    }
    for drug, kg in published.items():
        model = 12.0 * yearly(history, f"gross_{drug}").loc[2019:2023].to_numpy()
        ratio = model / np.array(kg)
        assert (np.abs(np.log(ratio)) < np.log(2.0)).mean() >= 0.8, drug
        assert yearly(history, f"ports_{drug}").loc[2019:2023].between(0.78, 0.95).all(), drug


def test_the_shock_of_2023_lasts_and_purity_falls_first(history: Stub) -> None:
    quarter = history.results.resample("QS").mean()
    purity = quarter["purity_fentanyl"] / quarter["purity_fentanyl"]["2023-04-01"]
    sales = quarter["sales_fentanyl"] / quarter["sales_fentanyl"]["2023-04-01"]

    assert 0.4 < purity["2024-10-01"] < 0.72  # 0.53-0.58 published
    assert purity["2023-10-01"] < sales["2023-10-01"] - 0.1
    assert sales["2025-01-01":"2026-10-01"].max() < 1.0  # no rebound
    assert history.results.index[-1] == MONTHS[179]


def test_groups_earn_billions_and_costs_stay_below(history: Stub) -> None:
    revenue = 12.0 * yearly(history, "revenue")
    assert revenue.between(4.5e9, 9e9).all()
    assert (12.0 * yearly(history, "cost") < 0.75 * revenue).all()
