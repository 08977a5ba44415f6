"""The declaration of every table in ``sim/data``."""

from typing import Final

import numpy as np
import pandas as pd

from sim.world.axes import (
    CHANNELS,
    CORRIDORS,
    DRUGS,
    MARKETS,
    REGIONS,
    ROUTES,
    SEIZED_DRUGS,
    TRADES,
)
from sim.world.tables import Column, Table, TableSpec, split_list

TOTAL_TOLERANCE: Final = 0.005
"""How far shares may miss their total: tables are rounded to four digits."""

TEXT: Final = Column()
NOTE: Final = Column(may_be_blank=True)
NUMBER: Final = Column("number")
NUMBER_OR_BLANK: Final = Column("number", may_be_blank=True)
AMOUNT: Final = Column("number", low=0)
AMOUNT_OR_BLANK: Final = Column("number", low=0, may_be_blank=True)
SHARE: Final = Column("number", low=0, high=1)
SHARE_OR_BLANK: Final = Column("number", low=0, high=1, may_be_blank=True)
INDEX: Final = Column("number", low=0, high=20)
YEAR: Final = Column("integer", low=1980, high=2040)
YEAR_OR_BLANK: Final = Column("integer", low=1980, high=2040, may_be_blank=True)
FLAG: Final = Column("integer", low=0, high=1)
REGION: Final = Column(allowed=REGIONS)
REGION_LIST: Final = Column(allowed=REGIONS, is_list=True)
CONFIDENCE: Final = Column(allowed=("verified", "estimate", "memory"))
SOURCED: Final = {"source": TEXT, "confidence": CONFIDENCE}
NOTED: Final = {**SOURCED, "note": NOTE}
DETAILED: Final = {
    "source": TEXT,
    "source_detail": NOTE,
    "confidence": CONFIDENCE,
    "note": NOTE,
}
BAND: Final = {"low": NUMBER_OR_BLANK, "high": NUMBER_OR_BLANK}


def check_total(table: Table, column: str, total: float = 1.0) -> None:
    """Refuse a column that does not sum to its total."""
    found = float(table.rows[column].sum())
    if abs(found - total) > TOTAL_TOLERANCE:
        raise table.error(None, column, f"sums to {found:.4f}, must sum to {total:g}")


def check_complete(table: Table, first: str, second: str, rows: pd.DataFrame) -> None:
    """Refuse a table that lacks a pair of values of two columns."""
    found = set(zip(rows[first], rows[second], strict=True))
    for one in REGIONS:
        for other in sorted(rows[second].unique()):
            if (one, other) not in found:
                raise table.error(None, f"{first}+{second}", f"no row for {one}, {other}")


def check_order(table: Table, column: str, names: tuple[str, ...]) -> None:
    """Refuse a table whose rows are not exactly the names of an axis, in its order."""
    found = list(table.rows[column])
    for row, name in enumerate(names):
        if row >= len(found) or found[row] != name:
            shown = f"'{found[row]}'" if row < len(found) else "no row"
            raise table.error(row, column, f"{shown} where '{name}' must stand")
    if len(found) > len(names):
        raise table.error(len(names), column, f"'{found[len(names)]}' is one row too many")


def check_states(table: Table) -> None:
    """Check order, neighbours, tiles, border corridors and shares of the regions."""
    check_order(table, "code", REGIONS)
    _check_neighbours(table)
    tiles = table.rows.duplicated(["tile_row", "tile_col"])
    if tiles.any():
        raise table.error(int(np.argmax(tiles)), "tile_row+tile_col", "this tile is taken")
    for row, (at_border, corridor) in enumerate(
        zip(table.rows["borders_us"], table.rows["border_corridor"], strict=True)
    ):
        if bool(at_border) != bool(corridor):
            what = f"'{corridor}' does not go with borders_us {at_border}"
            raise table.error(row, "border_corridor", what)
    for column in ("gdp_share", "returnee_share"):
        check_total(table, column)


def _check_neighbours(table: Table) -> None:
    by_code = dict(
        zip(table.rows["code"], table.rows["neighbours"].map(split_list), strict=True)
    )
    for row, (code, others) in enumerate(by_code.items()):
        for other in others:
            if other == code or code not in by_code[other]:
                what = f"'{other}' is not a neighbour of {code} in both directions"
                raise table.error(row, "neighbours", what)


def check_routes(table: Table) -> None:
    """Check the names of the routes and that shares sum to 1 per drug."""
    check_order(table, "route", ROUTES)
    for drug in SEIZED_DRUGS:
        check_total(table, f"share_seized_fy2019_23_{drug}")
        check_total(table, f"share_2012_{drug}")


def check_groups(table: Table) -> None:
    """Check trade shares, and that rivals and allies of 2012 are mutual."""
    for row, total in enumerate(table.rows[list(TRADES)].sum(axis=1)):
        if abs(total - 1) > TOTAL_TOLERANCE:
            raise table.error(row, "+".join(TRADES), f"sum to {total:.4f}, must sum to 1")
    if table.rows["relative_size_2012"].sum() > 1:
        raise table.error(None, "relative_size_2012", "sums to more than 1")
    _check_mutual(table, "rivals")
    _check_mutual(table, "allies")


def _check_mutual(table: Table, column: str) -> None:
    by_name = dict(zip(table.rows["short"], table.rows[column].map(split_list), strict=True))
    is_old = dict(zip(table.rows["short"], table.rows["first_year"] <= 2012, strict=True))
    for row, (name, others) in enumerate(by_name.items()):
        for other in others:
            if other not in by_name:
                raise table.error(row, column, f"'{other}' is not a short name in this file")
            if is_old[name] and is_old[other] and name not in by_name[other]:
                raise table.error(row, column, f"'{other}' does not name {name} in return")


def check_homicides(table: Table) -> None:
    """Check that the series used by the model has every region and year."""
    rows = table.rows
    check_complete(table, "code", "year", rows[rows["series"] == "inegi_best"])


def check_men(table: Table) -> None:
    """Check that every region has every year."""
    check_complete(table, "code", "year", table.rows)


def check_generated(table: Table) -> None:
    """Check that every region has a weight, in the order of the axis."""
    check_order(table, "code", REGIONS)


def check_firm_sizes(table: Table) -> None:
    """Check that the shares of each census year sum to 1 over the size classes."""
    for year, rows in table.rows.groupby("year"):
        for column in ("share_of_establishments", "share_of_workers"):
            total = float(rows[column].sum())
            if abs(total - 1) > TOTAL_TOLERANCE:
                what = f"year {year} sums to {total:.4f}, must sum to 1"
                raise table.error(None, column, what)


def check_lists(table: Table) -> None:
    """Check that every bound of a market row that is a number has a value."""
    rows = table.rows
    for row, (value, unit) in enumerate(zip(rows["value"], rows["unit"], strict=True)):
        if np.isnan(value) and unit != "text":
            raise table.error(row, "value", "blank where a number is needed")


POSTERIOR: Final = TableSpec(
    "Draws of the fitted parameters, written by experiments.calibrate. The model does not read"
    " it: experiments give a run the values of a draw.",
    {"draw": Column("integer", low=0), "parameter": TEXT, "value": NUMBER},
    key=("draw", "parameter"),
)

TABLES: Final[dict[str, TableSpec]] = {
    "series": TableSpec(
        "A published yearly figure. Fiscal years and rolling windows say so in unit or"
        " geography; deaths by drug overlap, so classes never sum to the total."
        " Where log_error is blank, a figure is never fitted.",
        {"series_id": TEXT, "year": YEAR, "value": NUMBER, "unit": TEXT, "geography": TEXT}
        | DETAILED
        | {"log_error": NUMBER_OR_BLANK},
        key=("series_id", "year", "geography"),
    ),
    "states": TableSpec(
        "A region. The source of each column is in states_sources.",
        {
            "code": REGION,
            "name": TEXT,
            "abbreviation": TEXT,
            "neighbours": REGION_LIST,
            "tile_row": Column("integer", low=0, high=20),
            "tile_col": Column("integer", low=0, high=20),
            "borders_us": FLAG,
            "border_corridor": Column(allowed=CORRIDORS, may_be_blank=True),
            "coast": Column(allowed=("none", "pacific", "gulf")),
            "population_2010": AMOUNT,
            "population_2020": AMOUNT,
            "men_15_29_2020": AMOUNT,
            "formal_jobs_2019": AMOUNT,
            "informality_rate": SHARE,
            "manufacturing_export_exposure": SHARE,
            "gdp_share": SHARE,
            **{f"homicides_{year}": AMOUNT for year in (2012, 2015, 2018, 2021, 2024)},
            "security_force_per_100k": AMOUNT,
            "fuel_theft_exposure": SHARE,
            "migrant_route_exposure": SHARE,
            "drug_production_exposure": SHARE,
            "returnee_share": SHARE,
            "extortion_rate": AMOUNT,
            "illegal_mining_or_agri_capture_exposure": SHARE,
            "note": NOTE,
        },
        key=("code",),
        checks=(check_states,),
    ),
    "states_sources": TableSpec(
        "A column of states: where it comes from and how far to trust it.",
        {
            "column": TEXT,
            "source": TEXT,
            "year": NOTE,
            "confidence": CONFIDENCE,
            "comment": NOTE,
        },
        key=("column",),
    ),
    "homicides_state_year": TableSpec(
        "Homicides of a region, year and series. The model uses inegi_best only.",
        {"code": REGION, "state": TEXT, "year": YEAR, "series": TEXT, "homicides": AMOUNT}
        | SOURCED,
        key=("code", "year", "series"),
        checks=(check_homicides,),
    ),
    "men_15_29_state_year": TableSpec(
        "Men aged 15-29 and people at mid-year, CONAPO base: 8 to 11% above census and"
        " surveys (x 0.905 for the census base). Projections from 2020.",
        {"code": REGION, "state": TEXT, "year": YEAR, "men_15_29": AMOUNT}
        | {"population_midyear": AMOUNT}
        | NOTED,
        key=("code", "year"),
        checks=(check_men,),
    ),
    "labour": TableSpec(
        "A figure on jobs, wages or exports.",
        {"indicator": TEXT, "year": YEAR, "value": NUMBER, "unit": TEXT, "group": TEXT} | NOTED,
        key=("indicator", "year", "unit", "group"),
    ),
    "groups": TableSpec(
        "A named group; 18 in 2012, 12 later. Sizes are a 1/rank law, not observations;"
        " rivals and allies are of 2012 (later groups: of their first year).",
        {
            "name": TEXT,
            "short": TEXT,
            "founded": Column("integer", low=1900, high=2040),
            "first_year": YEAR,
            "last_year": YEAR_OR_BLANK,
            "relative_size_2012": SHARE,
            "size_low": SHARE,
            "size_high": SHARE,
            "size_class": Column(allowed=("national", "regional", "state", "local")),
            "size_basis": TEXT,
            "home_states": REGION_LIST,
            "presence_states": REGION_LIST,
            **dict.fromkeys(TRADES, SHARE),
            "drugs": Column(allowed=DRUGS, is_list=True),
            "rivals": NOTE,
            "allies": NOTE,
            "rivals_2020": NOTE,
            "allies_2020": NOTE,
            "parent": NOTE,
            "leader_removals": NOTE,
            "leader_removal_notes": NOTE,
        }
        | DETAILED,
        key=("short",),
        ordered=(("size_low", "relative_size_2012", "size_high"),),
        checks=(check_groups,),
    ),
    "generated_groups": TableSpec(
        "A region's weight as home of a generated (unnamed) group.",
        {"code": REGION, "weight": AMOUNT, "unit": TEXT} | NOTED,
        key=("code",),
        checks=(check_generated,),
    ),
    "group_facts": TableSpec(
        "A figure of the recipe for generated groups, their sizes, states and network.",
        {"item": TEXT, "year": YEAR_OR_BLANK, "value": NUMBER, "unit": TEXT} | BAND | NOTED,
        key=("item", "year"),
        ordered=(("low", "value", "high"),),
    ),
    "routes": TableSpec(
        "A route: corridor x mode. Shares blank where a route does not serve the US. Of"
        " parcel fentanyl in 2012 nearly all is Chinese mail, of Caribbean cocaine about"
        " nine tenths is not Mexican: neither share may be given whole to Mexican groups.",
        {
            "route": Column(allowed=ROUTES),
            "corridor": TEXT,
            "mode": TEXT,
            "covers": TEXT,
            "feeder_states": REGION_LIST,
            "controllers_2012": NOTE,
            "markets": Column(allowed=MARKETS, is_list=True),
            **{f"share_seized_fy2019_23_{drug}": SHARE_OR_BLANK for drug in SEIZED_DRUGS},
            **{f"share_2012_{drug}": SHARE_OR_BLANK for drug in SEIZED_DRUGS},
            "share_2012_confidence": CONFIDENCE,
            **{f"enforcement_{end}": INDEX for end in ("index", "low", "high")},
            **{
                f"inspection_{what}_{year}": SHARE_OR_BLANK
                for year in (2012, 2024)
                for what in ("cars", "trucks")
            },
            "staff": AMOUNT_OR_BLANK,
            "staff_kind": NOTE,
            "staff_year": YEAR_OR_BLANK,
            "seized_share_of_flow": SHARE,
            "seized_share_low": SHARE,
            "seized_share_high": SHARE,
            **{f"cost_{end}": INDEX for end in ("index", "low", "high")},
            "bulk_sensitivity": INDEX,
            "capacity_class": Column(allowed=("small", "medium", "large", "very large")),
        }
        | DETAILED,
        key=("route",),
        ordered=(
            ("enforcement_low", "enforcement_index", "enforcement_high"),
            ("seized_share_low", "seized_share_of_flow", "seized_share_high"),
            ("cost_low", "cost_index", "cost_high"),
        ),
        checks=(check_routes,),
    ),
    "route_seizures": TableSpec(
        "Gross weight seized on a route in a US fiscal year, not corrected for purity."
        " laredo_office covers both Texas routes of that office; leave other out of shares.",
        {
            "route": Column(allowed=(*ROUTES, "laredo_office", "other")),
            "drug": Column(allowed=SEIZED_DRUGS),
            "fiscal_year": YEAR,
            "kg": AMOUNT,
        }
        | DETAILED,
        key=("route", "drug", "fiscal_year"),
    ),
    "drugs": TableSpec(
        "A property of a drug: price, purity, dose, cost. Gross and pure weights differ.",
        {"drug": Column(allowed=DRUGS), "parameter": TEXT, "year": YEAR_OR_BLANK}
        | {"value": NUMBER, **BAND, "unit": TEXT, "value_2024usd": AMOUNT_OR_BLANK}
        | DETAILED,
        key=("drug", "parameter", "year"),
        ordered=(("low", "value", "high"),),
    ),
    "markets": TableSpec(
        "A property of a market other than the US; rows start_* are ready for the model."
        " start_* rows of asia_pacific mean Australia and New Zealand.",
        {
            "market": Column(allowed=MARKETS),
            "drug": Column(allowed=(*DRUGS, "all")),
            "parameter": TEXT,
            "year": YEAR_OR_BLANK,
            "value": NUMBER_OR_BLANK,
            **BAND,
            "unit": TEXT,
        }
        | DETAILED,
        key=("market", "drug", "parameter", "year", "unit"),
        ordered=(("low", "value", "high"),),
        checks=(check_lists,),
    ),
    "users": TableSpec(
        "A stock, flow or rate of US users. init_2012_* give an opening population;"
        " init_2012_agents_* a stratified split of 10,000 weighted agents.",
        {"population": TEXT, "parameter": TEXT, "year": YEAR_OR_BLANK, "value": NUMBER, **BAND}
        | {"unit": TEXT}
        | DETAILED,
        key=("population", "parameter", "year"),
        ordered=(("low", "value", "high"),),
    ),
    "trades": TableSpec(
        "A property of a trade or of a laundering channel.",
        {
            "kind": Column(allowed=("trade", "channel")),
            "name": Column(allowed=(*TRADES, *CHANNELS, "kidnapping", "all")),
            "parameter": TEXT,
            "year": YEAR_OR_BLANK,
            "value": NUMBER,
            **BAND,
            "unit": TEXT,
        }
        | DETAILED,
        key=("kind", "name", "parameter", "year"),
        ordered=(("low", "value", "high"),),
    ),
    "lever_history": TableSpec(
        "A lever's value from a date on. memo_* rows are not levers; tariff is the"
        " effective rate, memo_tariff_headline the announced one: never use both.",
        {"lever": TEXT, "date": Column("date"), "value": NUMBER, "unit": TEXT}
        | {"what_happened": NOTE}
        | NOTED,
        key=("lever", "date"),
    ),
    "events": TableSpec(
        "A dated event: capture, killing, split, war, law, shock. group_codes are short names"
        " of groups, leaders first; leaders_removed sums to the yearly kingpin_captures.",
        {
            "date": Column("date"),
            "kind": TEXT,
            "groups": TEXT,
            "group_codes": NOTE,
            "region": TEXT,
            "region_code": Column(allowed=REGIONS, may_be_blank=True),
            "what": TEXT,
            "effect_reported": NOTE,
            "leaders_removed": Column("integer", low=0, high=5),
        }
        | SOURCED,
        key=("date", "kind", "what"),
    ),
    "wars": TableSpec(
        "A war between two named groups from a date on, with the regions where it is fought.",
        {
            "date": Column("date"),
            "group_a": TEXT,
            "group_b": TEXT,
            "regions": REGION_LIST,
            "weight": AMOUNT,
            "unit": TEXT,
        }
        | NOTED,
        key=("group_a", "group_b"),
    ),
    "wars_observed": TableSpec(
        "Deaths in fights of two sides in one state and year, as UCDP counts them; codes are"
        " blank where a side is a coalition or none of our groups.",
        {
            "year": YEAR,
            "state": REGION,
            "side_a": TEXT,
            "side_b": TEXT,
            "code_a": NOTE,
            "code_b": NOTE,
            "events": AMOUNT,
            "deaths_best": AMOUNT,
            "deaths_low": AMOUNT,
            "deaths_high": AMOUNT,
            "share_dated_to_month": SHARE_OR_BLANK,
        }
        | NOTED,
        key=("year", "state", "side_a", "side_b"),
    ),
    "wars_observed_month": TableSpec(
        "The same by month, of years in which most deaths are dated to a month or better.",
        {
            "year": YEAR,
            "month": Column("integer", low=1, high=12),
            "state": REGION,
            "side_a": TEXT,
            "side_b": TEXT,
            "events": AMOUNT,
            "deaths_best": AMOUNT,
        }
        | SOURCED,
        key=("year", "month", "state", "side_a", "side_b"),
    ),
    "costs": TableSpec(
        "What a lever costs the public, per unit, and such units in one of the lever: blank"
        " in rows that the model does not count.",
        {
            "lever": TEXT,
            "unit_cost_usd": AMOUNT,
            "per_what": TEXT,
            "low": AMOUNT,
            "high": AMOUNT,
            "per_lever_unit": NUMBER_OR_BLANK,
        }
        | NOTED,
        key=("lever", "per_what"),
        ordered=(("low", "unit_cost_usd", "high"),),
    ),
    "effects": TableSpec(
        "A measured or judged strength of a mechanism.",
        {"mechanism": TEXT, "parameter": TEXT, "default": NUMBER, "low": NUMBER}
        | {"high": NUMBER, "unit": TEXT}
        | NOTED,
        key=("mechanism", "parameter"),
        ordered=(("low", "default", "high"),),
    ),
    "unused_effects": TableSpec(
        "A row of ``effects`` that no parameter carries, and why.",
        {"mechanism": TEXT, "parameter": TEXT, "reason": TEXT},
        key=("mechanism", "parameter"),
    ),
    "firm_sizes": TableSpec(
        "Mexican establishments of one size class in one economic census.",
        {
            "year": YEAR,
            "size_class": Column(allowed=("micro", "small", "medium", "large")),
            "workers_from": AMOUNT,
            "workers_to": AMOUNT_OR_BLANK,
            "share_of_establishments": SHARE,
            "share_of_workers": SHARE,
            "unit": TEXT,
        }
        | NOTED,
        key=("year", "size_class"),
        checks=(check_firm_sizes,),
    ),
    "policy_packages": TableSpec(
        "A lever's value in a named package of policies, from a date on.",
        {"package": TEXT, "lever": TEXT, "from": Column("date"), "value": NUMBER, "unit": TEXT}
        | {"rule": Column(allowed=("step", "linear"))}
        | NOTED,
        key=("package", "lever", "from"),
    ),
}
"""Every table of ``sim/data`` by name; each is the file ``<name>.csv``."""
