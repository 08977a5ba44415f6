"""Episodes of work, trades and youth: E14, E15, E17, E19, E20 and the fees of E21."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from experiments.validation.episodes.lab import Change, Lab, change_of, homicides_in, total
from experiments.validation.episodes.violence import FREE, YEAR, Values
from sim.model import CartelMarket
from sim.submodels.finance import trades
from sim.world.load import REGIONS, TRADES

N_STATES: Final = 10
EARNED: Final = ("fuel_theft", "extortion")
TRANSFER: Final = 2_500.0


def recruits_in(regions: list[str]) -> list[str]:
    """Return the columns of recruits in these states."""
    return [f"recruits[{region}]" for region in regions]


# ------------------------------------------------------------------ jobs lost


def jobs_lost(lab: Lab) -> Values:
    """Shock exporters by a tariff of 100 points for three years (E14).

    The published shock was competition, without a threat between the two states, so the
    tariff's news moves no cooperation. The ten states with most members for each young man
    stand against the ten with fewest.
    """
    start = lab.at(FREE)
    men = start.world.men_15_29_in(2024)
    order = np.argsort(-start.cartels.members.sum(axis=0) / men)
    strong = [REGIONS[r] for r in order[:N_STATES]]
    weak = [REGIONS[r] for r in order[-N_STATES:]]
    unheard = {"institutions.cooperation_per_threat": 0.0}
    base = lab.run(FREE, 3 * YEAR, Change(params=unheard))
    moved = lab.run(FREE, 3 * YEAR, Change(to={"tariff": 100.0}, params=unheard))
    people = {
        tuple(part): float(men[[REGIONS.index(r) for r in part]].sum())
        for part in (strong, weak)
    }

    def each(columns: list[str], part: list[str]) -> float:
        gap = total(moved, columns, YEAR, 3 * YEAR) - total(base, columns, YEAR, 3 * YEAR)
        return gap / people[tuple(part)] * 1e5

    joined = each(recruits_in(strong), strong)
    killed = each(homicides_in(strong), strong)
    return {
        "E14.joining": change_of(moved, base, recruits_in(strong), YEAR, 3 * YEAR),
        "E14.joining_absent": each(recruits_in(weak), weak) / joined,
        "E14.violence": change_of(moved, base, homicides_in(strong), YEAR, 3 * YEAR),
        "E14.violence_absent": each(homicides_in(weak), weak) / killed,
    }


# ----------------------------------------------------------------- deportations


def deportees(lab: Lab) -> Values:
    """Double deportations, by people who all have a record, then by people without (E15)."""
    start = lab.at(FREE)
    where = [REGIONS[r] for r in np.argsort(-start.world.returnee_share)[:N_STATES]]
    levers = lab.config.levers
    number, share = (
        levers[name].neutral for name in ("deportations", "deportation_criminal_share")
    )
    base = lab.run(FREE, 5 * YEAR)
    effect = {}
    for name, part in (("record", (1.0 + share) / 2.0), ("others", share / 2.0)):
        to = {"deportations": 2.0 * number, "deportation_criminal_share": part}
        moved = lab.run(FREE, 5 * YEAR, Change(to=to))
        effect[name] = change_of(moved, base, homicides_in(where), 0, 5 * YEAR)
    return {"E15.record": effect["record"], "E15.others": effect["others"]}


# ------------------------------------------------------------- drug money pressed


def trade_labour(model: CartelMarket) -> Mapping[str, float]:
    """Return members in fuel theft and extortion, of the three largest groups and others."""
    cartels, rows = model.cartels, model.cartels.rows
    at_work = cartels.size[rows] * sum(
        cartels.trade_share[rows, TRADES.index(trade)] for trade in EARNED
    )
    largest = np.argsort(-cartels.size[rows], kind="stable")[:3]
    top = float(at_work[largest].sum())
    return {"largest": top, "challengers": float(at_work.sum()) - top}


def drug_money(lab: Lab) -> Values:
    """Take three tenths of the income from drugs (E17)."""
    start = lab.at(FREE)
    fuel = trades.exposures(start)[0]
    specialised = [REGIONS[r] for r in np.argsort(-fuel)[:N_STATES]]
    base = lab.run(FREE, 2 * YEAR, None, trade_labour)
    change = Change(params={"finance.drug_revenue_factor": 0.7})
    moved = lab.run(FREE, 2 * YEAR, change, trade_labour)
    entry = {
        name: total(moved, name, 0, YEAR) - total(base, name, 0, YEAR)
        for name in ("largest", "challengers")
    }
    return {
        "E17.fuel": change_of(moved, base, "revenue[fuel_theft]", YEAR, 2 * YEAR),
        "E17.extortion": change_of(moved, base, "revenue[extortion]", YEAR, 2 * YEAR),
        "E17.challengers": entry["challengers"] / sum(entry.values()),
        "E17.violence": change_of(moved, base, homicides_in(specialised), 0, 2 * YEAR),
    }


# ----------------------------------------------------------------- youth


def joining(model: CartelMarket) -> Mapping[str, float]:
    """Return recruits who were forced, and all others but returnees [people/month]."""
    params, cartels = model.params.recruitment, model.cartels
    exposed = params.recruits_per_member * cartels.members * np.exp(cartels.fitness)[:, None]
    forced = params.forced_share * float((exposed * cartels.alive[:, None]).sum())
    free = float(model.flows.recruits - model.flows.returnee_recruits) - forced
    return {"forced": forced, "voluntary": free}


def transfer(lab: Lab) -> Values:
    """Pay 2,500 USD a year to everyone at risk, for a year (E19)."""
    params = lab.config.params.recruitment
    factor = TRANSFER / params.programme_income
    change = Change(
        to={"recruitment_prevention": 3_000_000.0},
        params={
            "recruitment.programme_income": factor,
            "recruitment.most_targeted_places": 60.0,  # as many as there are places
        },
    )
    base, moved = lab.run(FREE, YEAR, None, joining), lab.run(FREE, YEAR, change, joining)
    return {
        "E19.voluntary": change_of(moved, base, "voluntary", 0, YEAR),
        "E19.forced": change_of(moved, base, "forced", 0, YEAR),
    }


def youth_programme(lab: Lab) -> Values:
    """Open 553,000 places a year to anybody for five years, against none (E20)."""
    date = "2019-01"
    base = lab.run(date, 5 * YEAR, Change(to={"recruitment_prevention": 0.0}), before=True)
    moved = lab.run(date, 5 * YEAR, Change(to={"recruitment_prevention": 553e3}), before=True)
    return {"E20": change_of(moved, base, "homicides", 0, 5 * YEAR)}


def fees(lab: Lab) -> Values:
    """Read the laundering fee of 2012 and of 2024 off history (E21)."""
    fee = lab.at(FREE).results()["laundering_fee"]
    return {
        "E21.2012": float(fee.iloc[:YEAR].mean()),
        "E21.2024": float(fee.iloc[-YEAR:].mean()),
    }
