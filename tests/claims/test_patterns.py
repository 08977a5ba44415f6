"""What the model claims: adaptation takes effects back, shocks heal, feedbacks emerge.

Claims on one seed were measured on eight. Where no comment says otherwise, the mean lies ten
standard deviations of seed-to-seed variation or more from the bound: with other random numbers
a claim fails less than once in 10,000 (t at 7 degrees of freedom).
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest

from experiments.run import build
from sim.model import CartelMarket
from sim.world.load import DRUGS

SETTING = (
    "population.consumers=3000",
    "population.firms=400",
    "calendar.policy_start=2020-01-01",
    "calendar.end=2024-12-01",
)
TRUNK_MONTHS = 96  # January 2012 to December 2019
FENTANYL, COCAINE = DRUGS.index("fentanyl"), DRUGS.index("cocaine")


@cache
def trunk(seed: int) -> CartelMarket:
    """History of one seed up to January 2020."""
    return build([*SETTING, f"seed={seed}"]).run_to(TRUNK_MONTHS)


def under(seed: int, *overrides: str, months: int = 24) -> pd.DataFrame:
    """Return the months under a policy, with the random numbers of a seed."""
    config = build([*SETTING, f"seed={seed}", *overrides]).config
    return (
        trunk(seed).branch(config).run_to(TRUNK_MONTHS + months).results().iloc[TRUNK_MONTHS:]
    )


# ------------------------------------------------------------------------- adaptation


def log_effect(seed: int, policy: str, outcome: str, *frozen: str) -> float:
    """Return the policy's effect on the second year's sum of an outcome [log points]."""
    base = under(seed, *frozen)[outcome].iloc[12:].sum()
    moved = under(seed, policy, *frozen)[outcome].iloc[12:].sum()
    return float(np.log(moved / base))


SHOCKS = {
    "routes": ("set.border_enforcement=3", "supply_doses"),
    "drugs": ("set.treatment_funding=4", "revenue[trafficking]"),
    "markets": ("set.treatment_funding=4", "revenue[trafficking]"),
    "trades": ("set.treatment_funding=4", "net_income"),
    "channels": ("set.financial_sanctions=5", "laundering_fee"),
}
ALL_FROZEN = tuple(f"adaptation.{choice}=false" for choice in SHOCKS)


@pytest.mark.slow
def test_adaptation_takes_back_part_of_border_enforcement_over_twenty_seeds() -> None:
    seeds = range(1, 21)
    policy, outcome = SHOCKS["routes"]
    on = np.array([log_effect(seed, policy, outcome) for seed in seeds])
    off = np.array([log_effect(seed, policy, outcome, *ALL_FROZEN) for seed in seeds])

    difference = on - off
    error = difference.std(ddof=1) / np.sqrt(difference.size)
    assert off.mean() < 0.0
    assert difference.mean() > 4.5 * error  # false alarm: below 1 in 10,000 at 19 degrees


@pytest.mark.slow
@pytest.mark.parametrize("choice", list(SHOCKS))
def test_a_choice_that_adapts_takes_back_part_of_its_shock_over_twelve_seeds(
    choice: str,
) -> None:
    policy, outcome = SHOCKS[choice]
    seeds = range(1, 13)
    on = np.array([log_effect(seed, policy, outcome) for seed in seeds])
    off = np.array(
        [log_effect(seed, policy, outcome, f"adaptation.{choice}=false") for seed in seeds]
    )

    saved = (on - off) * -np.sign(off.mean())
    error = saved.std(ddof=1) / np.sqrt(saved.size)
    assert saved.mean() > 5.5 * error  # false alarm: below 1 in 10,000 at 11 degrees


def test_frozen_routes_and_channels_leave_larger_effects() -> None:
    for choice in ("routes", "channels"):
        policy, outcome = SHOCKS[choice]
        on = log_effect(1, policy, outcome)
        off = log_effect(1, policy, outcome, f"adaptation.{choice}=false")

        assert abs(on) < abs(off)
        assert np.sign(on) == np.sign(off)


# ------------------------------------------------------------------------------ shocks


def shocked(
    shock: Callable[[CartelMarket], None], months: int = 24, seed: int = 1
) -> pd.DataFrame:
    """Return the ratio of a shocked run to its twin, by month after the shock."""
    start = trunk(seed)
    twin, hit = start.branch(start.config), start.branch(start.config)
    shock(hit)
    end = TRUNK_MONTHS + months
    ratio = hit.run_to(end).results() / twin.run_to(end).results()
    return ratio.iloc[TRUNK_MONTHS:]


def year_after(ratio: pd.DataFrame, outcome: str, month: int) -> float:
    """Return the mean deviation [%] in the quarter that ends at a month after the shock."""
    return 100.0 * (float(ratio[outcome].iloc[month - 3 : month].mean()) - 1.0)


def add_members(model: CartelMarket) -> None:
    model.cartels.members *= 1.1


def lose_capacity(model: CartelMarket) -> None:
    model.cartels.capacity_kg *= 0.7


def halve_stocks(model: CartelMarket) -> None:
    model.markets.us_stock_kg *= 0.5


def lose_cash(model: CartelMarket) -> None:
    model.cartels.cash *= 0.2


def double_rivalry(model: CartelMarket) -> None:
    model.conflict.fronts.intensity *= 2.0


def test_members_heal_slowly_as_stated() -> None:
    ratio = shocked(add_members)

    assert 5.0 < year_after(ratio, "members", 12) < 10.0
    assert year_after(ratio, "members", 24) < year_after(ratio, "members", 12)


def test_lost_capacity_raises_prices_that_heal_in_two_years() -> None:
    ratio = shocked(lose_capacity)

    for drug in ("fentanyl", "cocaine"):
        early = year_after(ratio, f"us_retail_price[{drug}]", 6)
        late = year_after(ratio, f"us_retail_price[{drug}]", 24)
        assert early > 3.0
        assert abs(late) < 0.6 * early
    assert year_after(ratio, "supply_doses", 3) < -5.0


@pytest.mark.xfail(strict=True, reason="7% of doses still missing after two years: ODD 5.1")
def test_lost_capacity_leaves_no_trace_in_supply_after_two_years() -> None:
    # -6.9 with sd 0.6 over seeds: the mean of four is within 6 once in 200
    left = [year_after(shocked(lose_capacity, seed=s), "supply_doses", 24) for s in range(1, 5)]
    assert abs(np.mean(left)) < 6.0


def test_halved_stocks_are_forgotten_in_two_years() -> None:
    ratio = shocked(halve_stocks)
    first, last = (year_after(ratio, "us_retail_price[fentanyl]", month) for month in (3, 24))

    # over 24 seeds the price is 34 above at first, 3.8 (sd 1.5) at the end, deaths -1.0 (0.4):
    # a seed drawn anew misses a third, 4.9 sd away, less than once in 10,000 times (t at 23)
    assert first > 20.0
    assert abs(last) < first / 3.0
    assert abs(year_after(ratio, "overdose_deaths", 24)) < 5.0


@pytest.mark.slow
def test_the_price_is_back_within_five_percent_two_years_after_stocks_were_halved() -> None:
    # 3.8 with sd 1.5, so a single seed is outside once in six; the mean of 32 is 4.6 standard
    # errors inside: a false alarm less than once in 10,000 times
    left = [
        year_after(shocked(halve_stocks, seed=s), "us_retail_price[fentanyl]", 24)
        for s in range(1, 33)
    ]
    assert abs(np.mean(left)) < 5.0


def test_lost_cash_mends_without_moving_recruitment() -> None:
    ratio = shocked(lose_cash)

    assert year_after(ratio, "liquidity_months", 3) < -5.0
    assert year_after(ratio, "liquidity_months", 24) > year_after(ratio, "liquidity_months", 6)
    # -0.8 with sd 0.4 over eight seeds: three sd, so about one draw in 100 fails (t at 7)
    assert abs(year_after(ratio, "recruits", 12)) < 2.0


@pytest.mark.xfail(strict=True, reason="16% of liquidity still missing after a year: ODD 5.1")
def test_lost_cash_mends_within_a_year() -> None:
    assert abs(year_after(shocked(lose_cash), "liquidity_months", 12)) < 6.0


def test_doubled_rivalry_raises_homicides_and_decays() -> None:
    ratio = shocked(double_rivalry)

    first = year_after(ratio, "homicides", 3)
    assert first > 2.0
    assert year_after(ratio, "homicides", 24) < first


# --------------------------------------------------------------------------- feedbacks


def test_lost_jobs_raise_recruitment_and_their_mechanism_carries_it() -> None:
    def rise(strength: int) -> float:
        """Return the mean relative change of recruits in the second year under a tariff."""
        # The tariff's threat to cooperation is switched off, so that only jobs act.
        switches = (
            "strength.strikes_backlash=0",
            f"strength.tariffs_unemployment_recruitment={strength}",
        )
        base = build([*SETTING, *switches]).run_to(TRUNK_MONTHS)
        config = build([*SETTING, *switches, "set.tariff=100"]).config
        end = TRUNK_MONTHS + 24
        moved, usual = (
            base.branch(c).run_to(end).results()["recruits"] for c in (config, base.config)
        )
        return float((moved / usual).iloc[TRUNK_MONTHS + 12 :].mean()) - 1.0

    # 0.0093 with sd 0.0002 over seeds; exactly nothing once the mechanism is off
    assert rise(1) > 0.005
    assert rise(0) == 0.0


def test_a_supply_cut_raises_price_and_lowers_use() -> None:
    ratio = shocked(lose_capacity, months=12)

    assert ratio["us_retail_price[cocaine]"].iloc[2:].mean() > 1.03
    assert ratio["consumption_kg[cocaine]"].iloc[2:].mean() < 0.99
