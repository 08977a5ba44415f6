"""Episodes of supply: interdiction, a cut, elasticity, chemicals, enforcement (E6-E11)."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from experiments.validation.episodes.lab import Change, Lab, change_of, homicides_in, total
from experiments.validation.episodes.violence import BORDER, YEAR, Values, both, rule_by_one
from sim.model import CartelMarket
from sim.policy_cost import usd_per_lever_unit
from sim.submodels.production.process import add_gap
from sim.world.axes import CORRIDORS, DRUGS
from sim.world.load import REGIONS

DATE: Final = "2016-01"
RISE_2006_09: Final = 19_803 - 10_452
"""Homicides a year in Mexico, 2009 less 2006 (INEGI)."""

COCAINE, METH = "cocaine", "methamphetamine"
MATURE: Final = ("heroin", COCAINE, METH)
BILLION: Final = 1e9


# ------------------------------------------------------------------- interdiction


def value_of_a_seizure(model: CartelMarket) -> Mapping[str, float]:
    """Return the value of what was seized on land over the loads it came in, 2012 loads = 1."""
    world, cartels = model.world, model.cartels
    land = np.isin(world.route_corridor, [*CORRIDORS, "texas"])
    seized = np.asarray(model.flows.seized_gross_by_route_kg)[land]  # (L, D)
    load = np.average(
        cartels.load_size[cartels.rows], axis=0, weights=cartels.size[cartels.rows]
    )
    loads = seized / load[:, land].T
    return {"value": float((seized @ model.markets.retail_price).sum() / loads.sum())}


def interdiction(lab: Lab) -> Values:
    """Raise effort at the land border from 1 to 4 and look at the second year (E6)."""
    base = lab.run(DATE, 2 * YEAR, None, value_of_a_seizure)
    change = Change(times={"border_enforcement": 4.0})
    moved = lab.run(DATE, 2 * YEAR, change, value_of_a_seizure)

    def ratio(columns: str | list[str]) -> float:
        return change_of(moved, base, columns, YEAR, 2 * YEAR) + 1.0

    return {
        "E6.seized": ratio([f"seized_kg[{drug}]" for drug in DRUGS]),
        "E6.value": ratio("value"),
        "E6.routes": ratio("active_routes"),
        "E6.supply": math.log(ratio("supply_doses")) / math.log(4.0),
    }


# ------------------------------------------------------------- less cocaine


def halve_cocaine(model: CartelMarket, number: int) -> None:
    """Take half of the groups' capacity for cocaine in the first month."""
    if number == 0:
        model.cartels.capacity_kg[:, DRUGS.index(COCAINE)] *= 0.5


def rule_border(model: CartelMarket, number: int) -> None:
    """Hand nine tenths of the members in each border state to one group."""
    for region in BORDER:
        rule_by_one(REGIONS.index(region))(model, number)


def less_cocaine(lab: Lab) -> Values:
    """Halve the inflow of cocaine for two years; capacity does not grow back (E7)."""
    date, held = "2013-01", ("capacity",)
    base = lab.run(date, 2 * YEAR, Change(frozen=held))
    moved = lab.run(date, 2 * YEAR, Change(act=halve_cocaine, frozen=held))
    inland = [region for region in REGIONS if region not in BORDER]
    near, far = (
        change_of(moved, base, homicides_in(part), 0, 2 * YEAR) for part in (BORDER, inland)
    )
    ruled = [
        lab.run(date, 2 * YEAR, Change(act=act, frozen=held))
        for act in (rule_border, both(rule_border, halve_cocaine))
    ]
    single = change_of(ruled[1], ruled[0], homicides_in(BORDER), 0, 2 * YEAR)
    extra = total(moved, "homicides", 0, 2 * YEAR) - total(base, "homicides", 0, 2 * YEAR)
    return {
        "E7.price": change_of(moved, base, "us_retail_price[cocaine]", 0, 2 * YEAR),
        "E7.violence": 100.0 * extra / 2.0 / RISE_2006_09,
        "E7.border": near - far,
        "E7.groups": near - single,
    }


def elasticity(lab: Lab) -> Values:
    """Cut cocaine where demand is inelastic and where it is elastic (E8)."""
    found = {}
    for name, goal in (("inelastic", -0.5), ("elastic", -1.5)):
        params = lab.config.params.consumption
        factors = {
            "consumption.short_run_cocaine": goal / params.short_run_cocaine,
            "consumption.long_run_cocaine": goal / params.long_run_cocaine,
        }
        arms = [
            lab.run(DATE, 2 * YEAR, Change(params=factors, act=act, frozen=("capacity",)))
            for act in (None, halve_cocaine)
        ]
        sales = [arm["us_supply_kg[cocaine]"] * arm["us_retail_price[cocaine]"] for arm in arms]
        found[f"E8.{name}"] = float(sales[1].iloc[YEAR:].sum() / sales[0].iloc[YEAR:].sum() - 1)
    return found


# --------------------------------------------------------------------- chemicals


CHEMICALS_LOST: Final = 0.56
"""Share of the whole market's chemicals: the suppliers closed in 1995 had over half."""


def chemicals(lab: Lab) -> Values:
    """Take over half of the market's chemicals for methamphetamine at once (E9).

    The shock strikes the groups, so they lose more where others make a part of the supply.
    """
    market = lab.at(DATE).markets
    row = DRUGS.index(METH)
    by_groups = 1.0 - float(market.others_kg[row] / market.arrivals_kg[row])

    def act(model: CartelMarket, number: int) -> None:
        if number == 0:
            add_gap(model, METH, CHEMICALS_LOST / by_groups)

    base, moved = lab.run(DATE, 5 * YEAR), lab.run(DATE, 5 * YEAR, Change(act=act))

    def ratio(outcome: str) -> pd.Series:
        column = f"{outcome}[{METH}]"
        return (moved[column] / base[column]).reset_index(drop=True)

    price, purity, use = (ratio(x) for x in ("us_retail_price", "us_purity", "consumption_kg"))
    return {
        "E9.price": float(price.max()),
        "E9.purity": float(purity.min()),
        "E9.price_back": back(price, price < 1.1, int(price.argmax())),
        "E9.use_back": back(use, use > 0.95, int(use.argmin())),
    }


def back(path: pd.Series, is_back: pd.Series, worst: int) -> float:
    """Return the months after the shock by which a path is back; infinite if it never is."""
    months = [month for month in range(worst, len(path)) if bool(is_back.iloc[month])]
    return float(months[0] + 1) if months else math.inf


# -------------------------------------------------------------- enforcement


def mature_market(lab: Lab) -> Values:
    """Double enforcement inside the US, then at its border, for five years (E10)."""
    base = lab.run(DATE, 5 * YEAR)
    found = {}
    for name, lever in (("us", "us_partner_enforcement"), ("border", "border_enforcement")):
        moved = lab.run(DATE, 5 * YEAR, Change(times={lever: 2.0}))
        for drug in MATURE:
            column = f"us_retail_price[{drug}]"
            found[f"E10.{name}_{drug}"] = change_of(moved, base, column, 0, 5 * YEAR)
    return found


SPENDING: Final = {
    "treatment": "treatment_funding",
    "us": "us_partner_enforcement",
    "interdiction": "border_enforcement",
    "source": "mexican_security",
}
"""What the four ways of Rydell & Everingham are here; source control is forces in Mexico."""


def equal_money(lab: Lab) -> Values:
    """Spend 5 billion USD a year more on each of four ways, for ten years (E11)."""
    date, months = "2022-01", 10 * YEAR
    base = lab.run(date, months)
    less = {}
    for name, lever in SPENDING.items():
        more = 5.0 * BILLION / usd_per_lever_unit()[lever]
        path = lab.config.levers[lever].at(pd.Timestamp(f"{date}-01"))
        moved = lab.run(date, months, Change(times={lever: 1.0 + more / path}))
        less[name] = -100.0 * float(
            np.mean(
                [
                    change_of(moved, base, f"consumption_kg[{drug}]", 0, months)
                    for drug in ("fentanyl", *MATURE)
                ]
            )
        )
    return {
        "E11.treatment_us": less["treatment"] - less["us"],
        "E11.us_interdiction": less["us"] - less["interdiction"],
        "E11.interdiction_source": less["interdiction"] - less["source"],
    }
