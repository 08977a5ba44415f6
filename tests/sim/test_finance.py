"""Finance: every dollar booked, exact cash, fees, pay, and published sizes of the trades."""

from typing import Any

import numpy as np
import pytest

from sim.params.finance import FinanceParams
from sim.submodels.finance import process as finance
from sim.submodels.finance import rules, trades
from tests.fakes.economy import Economy

PARAMS = FinanceParams()
TRADES = ("trafficking", "extortion", "fuel_theft", "migrant_smuggling", "captured_business")


# ---------------------------------------------------------------------------------- rules


def test_rents_are_bounded_and_their_slope_is_the_marginal_return() -> None:
    labour, ceiling = np.array([0.0, 500.0, 1e9, 10.0]), np.array([1e8, 1e8, 1e8, 0.0])

    rent = trades.rent(labour, ceiling, 50_000.0)
    slope = trades.rent(labour + 1.0, ceiling, 50_000.0) - rent

    np.testing.assert_allclose(rent, [0.0, 1e8 * (1 - np.exp(-0.25)), 1e8, 0.0])
    marginal = trades.marginal_rent(labour, ceiling, 50_000.0)
    np.testing.assert_allclose(slope, marginal, rtol=1e-3, atol=1e-6)


def test_fitted_productivity_gives_the_revenue_it_was_fitted_to() -> None:
    labour, ceiling = np.array([100.0, 2_000.0, 0.0]), np.array([1e8, 5e7, 9e9])

    rho = trades.fit_productivity(labour, ceiling, 6e7)

    assert trades.rent(labour, ceiling, rho).sum() == pytest.approx(6e7)


def test_raked_shares_meet_national_totals_and_keep_zeros() -> None:
    shares = np.array([[0.9, 0.1, 0.0], [0.3, 0.3, 0.4], [0.2, 0.7, 0.1]])
    size, target = np.array([10.0, 5.0, 5.0]), np.array([0.5, 0.4, 0.1])

    fitted = trades.rake(shares, size, target)

    np.testing.assert_allclose(fitted.sum(axis=1), 1.0)
    np.testing.assert_allclose(size @ fitted / 20.0, target, atol=1e-3)
    assert fitted[0, 2] == 0.0


def test_labour_goes_where_members_meet_exposure() -> None:
    members = np.array([[10.0, 10.0, 0.0], [0.0, 0.0, 5.0], [0.0, 0.0, 0.0]])

    weight = trades.regional_weights(members, np.array([1.0, 3.0, 0.0]))

    np.testing.assert_allclose(weight, [[0.25, 0.75, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])


def brute_cash(
    cash: float, surplus: float, floor: float, rate: float, years: float, n_steps: int = 200_000
) -> float:
    for _ in range(n_steps):
        cash += (surplus - rate * max(cash - floor, 0.0)) * years / n_steps
    return cash


@pytest.mark.parametrize(
    ("cash", "surplus"),
    [(10.0, 3.0), (10.0, -30.0), (2.0, 30.0), (2.0, -1.0), (6.0, 5.0), (6.0, -5.0), (7.0, 0.0)],
)
def test_cash_is_solved_exactly(cash: float, surplus: float) -> None:
    exact = rules.spend(
        np.array([cash]), np.array([surplus]), np.array([6.0]), np.array([4.4]), 0.25
    )

    assert exact[0] == pytest.approx(brute_cash(cash, surplus, 6.0, 4.4, 0.25), rel=1e-4)


def test_cash_does_not_depend_on_the_step() -> None:
    rng = np.random.default_rng(1)
    cash, surplus = rng.uniform(0, 20, 200), rng.normal(0, 20, 200)
    floor, rate = rng.uniform(0, 10, 200), rng.uniform(0, 6, 200)

    once = rules.spend(cash, surplus, floor, rate, 1.0)
    often = cash
    for _ in range(16):
        often = rules.spend(often, surplus, floor, rate, 1.0 / 16.0)

    np.testing.assert_allclose(often, once, rtol=1e-9, atol=1e-9)


def test_fees_rise_with_an_action_and_fade_by_their_half_life() -> None:
    pressure = rules.renew_fee_pressure(np.zeros(5), 13.0, PARAMS, 1.0)
    later = pressure
    for _ in range(6):
        later = rules.renew_fee_pressure(later, 1.0, PARAMS, 1.0)

    np.testing.assert_allclose(pressure, 0.25 * np.array([1.5, 1.0, 0.7, 0.0, 0.3]))
    np.testing.assert_allclose(later, 0.5 * pressure)


def test_fees_obey_strength_and_ceiling() -> None:
    base, pressure = np.full(5, 0.06), np.full(5, 0.5)

    np.testing.assert_allclose(rules.channel_fees(base, pressure, 1.0, 1.0, PARAMS), 0.09)
    np.testing.assert_allclose(rules.channel_fees(base, pressure, 1.0, 0.0, PARAMS), 0.06)
    np.testing.assert_allclose(rules.channel_fees(base, pressure, 1.0, -1.0, PARAMS), 0.03)
    np.testing.assert_allclose(rules.channel_fees(base, 9 * pressure, 1.0, 1.0, PARAMS), 0.18)


def test_stress_begins_under_the_buffer_and_is_full_at_half() -> None:
    months = np.array([12.0, 6.0, 4.5, 3.0, 0.0])

    stress = rules.cash_stress(months, np.full(5, 6.0), PARAMS)

    np.testing.assert_allclose(stress, [0.0, 0.0, 0.0, 1.0, 1.0])


def test_pay_answers_income_and_cash_and_keeps_its_floor() -> None:
    income, coverage = np.array([1.0, 0.5, 2.0, 1.0, 0.0]), np.array([2.0, 2.0, 2.0, 0.25, 1.0])

    pay = rules.pay_target(income, coverage, 1.0, PARAMS) / PARAMS.pay_2012
    off = rules.pay_target(income, coverage, 0.0, PARAMS) / PARAMS.pay_2012
    turned = rules.pay_target(income, coverage, -1.0, PARAMS) / PARAMS.pay_2012

    np.testing.assert_allclose(pay, [1.0, 0.5**0.4, 2.0**0.4, 0.5, 0.4])
    np.testing.assert_allclose(off, [1.0, 1.0, 2.0**0.4, 1.0, 1.0])
    assert turned[1] > 1.0


# ------------------------------------------------------------------------ whole process


@pytest.mark.parametrize("substeps", [1, 3])
def test_every_dollar_is_booked(substeps: int) -> None:
    economy = Economy(n_firms=96, substeps=substeps)
    economy.drug_sales = lambda year: 1.0 if year < 1 else 0.2
    economy.levers.update(tariff=25.0, financial_sanctions=3.0, terror_designation=1.0)
    for _ in range(36):
        before = economy.cartels.cash.sum()
        economy.step()
        change = economy.cartels.cash.sum() - before
        flows = economy.flows
        assert change == pytest.approx(flows.money_in - flows.money_out, abs=1.0)
        assert flows.revenue_by_trade.sum() == pytest.approx(flows.money_in, rel=1e-12)
        assert economy.cartels.cash.min() >= 0.0
        assert min(economy.finance.spending.values()) >= -1e-6


def test_groups_without_income_pay_in_arrears_and_never_go_negative() -> None:
    economy = Economy(n_firms=96)
    economy.drug_sales = lambda year: 0.0
    economy.cartels.cash[:] = 0.0
    economy.run(12)

    assert economy.cartels.cash.min() >= 0.0
    assert economy.flows.money_in > 0.0


def test_those_who_may_join_see_the_pay_that_is_paid_not_what_is_promised() -> None:
    economy = Economy(n_firms=96)
    cartels, rows, finance = economy.cartels, economy.cartels.rows, economy.finance
    params = economy.params.finance
    economy.step()
    whole = cartels.pay[rows] / params.entry_ratio
    np.testing.assert_allclose(cartels.entry_pay[rows], whole)  # nobody is short of cash
    economy.drug_sales = lambda year: 0.0
    cartels.cash[:] = 0.0
    economy.step()
    paid = cartels.entry_pay[rows] * params.entry_ratio * cartels.size[rows] / 12.0
    assert paid.sum() == pytest.approx(finance.spending["pay"])
    assert (cartels.entry_pay[rows] < 0.8 * cartels.pay[rows] / params.entry_ratio).any()


def test_2012_starts_in_balance_near_the_published_sums() -> None:
    economy = Economy()
    cartels, rows = economy.cartels, economy.cartels.rows
    cash = cartels.cash.sum()
    revenue = cartels.revenue[rows].sum(axis=0) / 1e6
    economy.step()
    spending = {name: 12 * value / 1e6 for name, value in economy.finance.spending.items()}

    np.testing.assert_allclose(revenue, [9_500, 700, 500, 200, 250], rtol=0.06)
    for name, published in {
        "product": 4275, "fees": 777, "seized": 50, "bribes": 688, "arms": 195,
        "overhead": 460, "pay": 1553, "draw": 3153,
    }.items():  # fmt: skip
        assert spending[name] == pytest.approx(published, rel=0.08), name
    assert cartels.cash.sum() == pytest.approx(cash, rel=0.01)
    assert economy.finance.fee == pytest.approx(0.078, abs=0.002)
    assert cartels.liquidity[rows].min() < 4.0 < 8.0 < cartels.liquidity[rows].max()


def test_2012_stays_in_balance_for_two_years() -> None:
    economy = Economy(n_firms=400)
    pay = economy.cartels.pay[economy.cartels.rows].mean()
    economy.run(24)
    rows = economy.cartels.rows

    assert economy.cartels.pay[rows].mean() == pytest.approx(pay, rel=0.03)
    liquidity = economy.cartels.liquidity[rows] / economy.cartels.buffer[rows]
    assert liquidity.mean() == pytest.approx(1.0, abs=0.06)


def history(**changes: Any) -> Economy:
    economy = Economy(n_firms=400, **changes)
    economy.member_path = lambda year: np.interp(year, [0, 5, 10.5, 14], [1, 1.25, 1.51, 1.6])
    economy.drug_sales = lambda year: np.interp(year, [0, 7], [1, 1.26])
    years = [0.2, 1.2, 2.2, 3.2, 4.2, 5.2, 6.2, 7.2, 8.2, 9.2, 10.2, 11.2, 12.2]
    sanctions = [1.2, 1.3, 1.0, 0.9, 0.7, 0.5, 0.25, 0.4, 0.4, 0.5, 0.7, 1.2, 1.0]
    crypto = [0.1, 0.3, 0.3, 0.4, 0.4, 0.4, 0.5, 0.6, 0.6, 0.7, 0.85, 1.0, 1.0]
    economy.levers["financial_sanctions"] = lambda year: float(
        np.interp(year, years, sanctions)
    )
    economy.levers["crypto_regulation"] = lambda year: float(np.interp(year, years, crypto))
    return economy


def test_history_of_the_trades_is_of_the_published_size() -> None:
    economy = history()
    by_year = {year: economy.year_of_money() / 1e6 for year in range(2012, 2025)}
    money = {year: dict(zip(TRADES, values, strict=True)) for year, values in by_year.items()}
    litres = {year: values["fuel_theft"] / PARAMS.fuel_price for year, values in money.items()}
    rows = economy.cartels.rows
    shares = np.average(
        economy.cartels.channel_share[rows], weights=economy.cartels.size[rows], axis=0
    )

    for year, published in {2016: 1626, 2018: 3396, 2019: 378, 2022: 984, 2023: 1708}.items():
        assert litres[year] == pytest.approx(published, rel=0.4), year
    assert 900 < money[2021]["extortion"] < 3000
    assert money[2022]["migrant_smuggling"] == pytest.approx(2600, rel=0.25)
    assert 300 < money[2023]["captured_business"] < 2500
    non_drug = 1.0 - money[2023]["trafficking"] / by_year[2023].sum()
    assert 0.2 < non_drug < 0.6
    assert 0.01 < economy.finance.fee < 0.06
    assert 0.25 < shares[2] < 0.8
    assert 0.01 < shares[3] < 0.2
    pay = np.average(economy.cartels.pay[rows], weights=economy.cartels.size[rows])
    assert pay == pytest.approx(PARAMS.pay_2012, rel=0.12)


def test_lost_drug_income_moves_groups_to_other_trades_and_strength_turns_it() -> None:
    def others(strength: float, drugs: float = 0.5) -> float:
        economy = Economy(n_firms=400, strength={"crime_diversification": strength})
        economy.drug_sales = lambda year: drugs if year > 1 else 1.0
        economy.run(24)
        return economy.year_of_money()[1:].sum()

    calm = others(1.0, drugs=1.0)

    assert others(1.0) > 1.05 * calm
    assert others(0.0) == pytest.approx(calm, rel=0.03)
    assert others(-1.0) < 0.98 * calm


def test_sanctions_raise_fees_and_switching_takes_part_of_it_back() -> None:
    def fee(sanctions: float, frozen: bool = False, strength: float = 1.0) -> float:
        economy = Economy(n_firms=96, strength={"sanctions_laundering": strength})
        economy.levers["financial_sanctions"] = sanctions
        if frozen:
            economy.frozen.add("channels")
        return economy.run(24).finance.fee

    calm_frozen, calm = fee(1.0, frozen=True), fee(1.0)

    rise, rise_frozen = fee(3.0) / calm - 1.0, fee(3.0, frozen=True) / calm_frozen - 1.0
    assert 0.0 < rise < 0.7 * rise_frozen
    assert fee(3.0, strength=0.0) == fee(1.0, strength=0.0)
    assert fee(3.0, frozen=True, strength=-1.0) < fee(1.0, frozen=True, strength=-1.0)


def test_crypto_rules_keep_money_out_of_crypto() -> None:
    loose, tight = Economy(n_firms=96), Economy(n_firms=96)
    tight.levers["crypto_regulation"] = 2.0
    loose.run(60), tight.run(60)
    rows = loose.cartels.rows

    assert (
        tight.cartels.channel_share[rows, 3].mean()
        < loose.cartels.channel_share[rows, 3].mean()
    )


def test_pay_follows_drug_income_and_strength_switches_cuts_off() -> None:
    def pay(drugs: float, strength: float) -> float:
        economy = Economy(n_firms=96, strength={"cash_stress": strength})
        economy.drug_sales = lambda year: drugs
        return economy.run(24).cartels.pay[economy.cartels.rows].mean()

    assert pay(0.5, 1.0) < 0.95 * pay(1.0, 1.0)
    assert pay(1.5, 1.0) > 1.05 * pay(1.0, 1.0)
    assert pay(0.5, 0.0) == pytest.approx(PARAMS.pay_2012, rel=0.02)
    assert pay(0.5, -1.0) > pay(1.0, -1.0)


def test_lost_cash_mends_within_a_year() -> None:
    calm, robbed = Economy(n_firms=96), Economy(n_firms=96)
    robbed.cartels.cash *= 0.2
    calm.run(12), robbed.run(12)
    rows = calm.cartels.rows

    mean = calm.cartels.liquidity[rows].mean()
    assert robbed.cartels.liquidity[rows].mean() == pytest.approx(mean, rel=0.1)


@pytest.mark.parametrize("drugs", [0.3, 2.5])
def test_nothing_diverges_after_a_lasting_shock(drugs: float) -> None:
    economy = Economy(n_firms=96)
    economy.drug_sales = lambda year: drugs if year > 1 else 1.0
    rows, path = economy.cartels.rows, []
    for _ in range(180):
        economy.step()
        path.append(economy.cartels.pay[rows].mean())
    turns = (np.diff(np.sign(np.diff(path))) != 0).sum()

    assert turns <= 12
    assert 0.4 * PARAMS.pay_2012 <= path[-1] <= 2.5 * PARAMS.pay_2012


def test_four_steps_a_month_give_the_same_money() -> None:
    whole, quarters = Economy(n_firms=400), Economy(n_firms=400, substeps=4)
    for economy in (whole, quarters):
        economy.levers.update(terror_designation=1.0, financial_sanctions=2.0)
        economy.drug_sales = lambda year: 1.0 if year < 1 else 0.7
    for _ in range(3):
        np.testing.assert_allclose(quarters.year_of_money(), whole.year_of_money(), rtol=0.01)
    assert quarters.cartels.cash.sum() == pytest.approx(whole.cartels.cash.sum(), rel=0.01)


def test_a_new_group_takes_on_the_habits_around_it() -> None:
    economy = Economy(n_firms=96)
    row = economy.cartels.free_row()
    assert row is not None
    economy.cartels.begin(row, "new")
    economy.cartels.members[row, 5] = 100.0
    finance.initialise_money(economy, np.array([row]))

    assert economy.cartels.trade_share[row].sum() == pytest.approx(1.0)
    assert economy.cartels.channel_share[row].sum() == pytest.approx(1.0)
    assert economy.cartels.pay[row] > 0.0
    economy.members_2012 = economy.cartels.members.copy()
    economy.sales_2012 = np.append(economy.sales_2012, 0.0)
    economy.run(3)
    assert economy.cartels.revenue[row].sum() > 0.0
