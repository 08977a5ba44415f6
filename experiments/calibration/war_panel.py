"""The panel of wars that hazards are estimated on: pairs in states by year, to 2019.

`fit_panel` is the only way from ``wars_observed.csv`` into an estimate, and it refuses later
years. A war is a pair of sides in a state with at least ten deaths in a year.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from experiments.calibration.data import LAST_YEAR
from sim.world.load import load_table
from sim.world.tables import split_list

FIRST_ONSET_YEAR: Final = 2008
"""Before 2007 the counts are thin, and a beginning needs the year before."""

LEAST_DEATHS: Final = 10.0
"""A pair in a state counts as at war from here on [deaths a year]; our threshold."""

YOUNG: Final = 2
"""A side counts as new in its first two years."""

MIDDLE: Final = 7
PAIR: Final = ["side_a", "side_b"]


@dataclass(frozen=True)
class Panel:
    """Deaths by pair, state and year, and what may explain them; no year after ``last_year``.

    ``wars`` has year, state, side_a, side_b, code_a, code_b, deaths_best, active;
    ``months`` the part that is dated; ``removals`` group, year and month of each leader;
    ``homicides`` one row a state and year.
    """

    wars: pd.DataFrame
    months: pd.DataFrame
    removals: pd.DataFrame
    homicides: pd.DataFrame
    last_year: int

    def __post_init__(self) -> None:
        """Refuse a table that goes on after the last year."""
        for table in (self.wars, self.months, self.removals, self.homicides):
            if len(table) and int(table["year"].max()) > self.last_year:
                raise ValueError(f"a year after {self.last_year} is in the panel")


def fit_panel(last_year: int = LAST_YEAR) -> Panel:
    """Return the panel that may be fitted.

    Raises
    ------
    ValueError
        If ``last_year`` is after 2019: those years are held out.
    """
    if last_year > LAST_YEAR:
        raise ValueError(f"years after {LAST_YEAR} are held out; {last_year} can't be fitted")
    return panel_to(last_year)


@cache
def panel_to(last_year: int) -> Panel:
    """Return the panel to any year; for scores only, a fit goes through `fit_panel`."""
    wars = load_table("wars_observed")
    wars = wars.assign(active=wars["deaths_best"] >= LEAST_DEATHS)
    events = load_table("events")
    events = events[events["leaders_removed"] > 0]
    removals = pd.DataFrame(
        [
            (code, date.year, date.month)
            for codes, date in zip(events["group_codes"], events["date"], strict=True)
            for code in split_list(codes)[:1]
        ],
        columns=pd.Index(["group", "year", "month"]),
    )
    homicides = load_table("homicides_state_year")
    homicides = homicides[homicides["series"] == "inegi_best"]
    people = load_table("men_15_29_state_year")[["code", "year", "population_midyear"]]
    homicides = homicides.merge(people, on=["code", "year"])
    homicides = homicides[["code", "year", "homicides", "population_midyear"]]
    tables = (wars, load_table("wars_observed_month"), removals, homicides)
    wars, months, removals, homicides = (
        table[table["year"] <= last_year].reset_index(drop=True) for table in tables
    )
    return Panel(wars, months, removals, homicides, last_year)


# ------------------------------------------------------------------------------ spells


def counts(panel: Panel, first_year: int = 2005) -> pd.DataFrame:
    """Return wars active, new and ended, by year: index year."""
    alive = active_sets(panel)
    rows = []
    for year in range(first_year, panel.last_year + 1):
        now, before = alive.get(year, set()), alive.get(year - 1, set())
        rows.append((year, len(now), len(now - before), len(before - now), len(before)))
    names = ["year", "active", "new", "ended", "before"]
    return pd.DataFrame(rows, columns=pd.Index(names)).set_index("year")


def active_sets(panel: Panel) -> dict[int, set[tuple[str, str, str]]]:
    """Return the wars (side, side, state) that are active in each year."""
    rows = panel.wars[panel.wars["active"]]
    found: dict[int, set[tuple[str, str, str]]] = {}
    for year, a, b, state in rows[["year", *PAIR, "state"]].itertuples(index=False):
        found.setdefault(int(year), set()).add((a, b, state))
    return found


def war_years(panel: Panel) -> pd.DataFrame:
    """Return a row for each active year of a war whose next year is in the panel.

    Columns: pair, state, year, age (years in the spell, from 1), deaths, removal (a leader of
    either side in that year), ended (not active in the next year).
    """
    alive, removed = active_sets(panel), _removal_years(panel)
    codes = _codes(panel)
    deaths = panel.wars.set_index(["year", *PAIR, "state"])["deaths_best"]
    age: dict[tuple[str, str, str], int] = {}
    rows = []
    for year in range(min(alive), panel.last_year):
        now = alive.get(year, set())
        age = {war: age.get(war, 0) + 1 for war in now}
        for war in sorted(now):
            a, b, state = war
            shock = any((codes.get(side, side), year) in removed for side in (a, b))
            ended = war not in alive.get(year + 1, set())
            rows.append(
                (f"{a} | {b}", state, year, age[war], deaths[year, a, b, state], shock, ended)
            )
    names = ["pair", "state", "year", "age", "deaths", "removal", "ended"]
    return pd.DataFrame(rows, columns=pd.Index(names))


def _tuples(table: pd.DataFrame) -> list[Any]:
    """Return the rows as named tuples, whose fields have the types of the columns."""
    return list(table.itertuples())


def _removal_years(panel: Panel) -> set[tuple[str, int]]:
    return set(zip(panel.removals["group"], panel.removals["year"], strict=True))


def _codes(panel: Panel) -> dict[str, str]:
    """Return the short name of each side that is one of the named groups."""
    found: dict[str, str] = {}
    for letter in "ab":
        part = panel.wars[panel.wars[f"code_{letter}"] != ""]
        found |= dict(zip(part[f"side_{letter}"], part[f"code_{letter}"], strict=True))
    return found


# ------------------------------------------------------------------------------ risk of onset


def onset_risk(panel: Panel) -> pd.DataFrame:
    """Return a row for each pair of named groups, state and year in which a war may begin.

    A pair is at risk in a state where one of the two works and the other works there or next
    door, by the list of 2012 and by the wars that UCDP saw before; years in which it is
    already at war there are left out.

    Returns
    -------
    risk
        Columns pair, state, year, onset, and the terms: both (0 or 1, both work there),
        shock (removals of either side, July of last year to June), new (a side in its first
        two years), in_state and next_door (wars last year), elsewhere (the pair fought in
        another state last year), again (it fought here before), log_homicides (last year's
        rate per 100,000, 2011 on), early (before 2010, another way of counting).
    """
    groups, states = load_table("groups"), load_table("states")
    near = {row.code: set(split_list(row.neighbours)) for row in _tuples(states)}
    seen = {str(row.short): set(split_list(row.presence_states)) for row in _tuples(groups)}
    lives = {
        str(row.short): (int(row.first_year), float(row.last_year)) for row in _tuples(groups)
    }
    named = panel.wars[(panel.wars["code_a"] != "") & (panel.wars["code_b"] != "")]
    named = named[named["code_a"] != named["code_b"]]
    book = _Book(named)
    rates = _rates(panel)
    rows: list[tuple[object, ...]] = []
    for year in range(FIRST_ONSET_YEAR, panel.last_year + 1):
        for code, state in book.places(year - 1):
            seen.setdefault(code, set()).add(state)
        shocks = _shocks(panel, year)
        there = [c for c, (first, last) in lives.items() if first <= year <= _or_ever(last)]
        pairs = [(a, b) for n, a in enumerate(sorted(there)) for b in sorted(there)[n + 1 :]]
        for pair in pairs:
            rows += _at_risk(pair, year, seen, near, book, shocks, lives, rates)
    names = "pair state year onset both shock new in_state next_door elsewhere again"
    columns = [*names.split(), "log_homicides", "early"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def _at_risk(  # noqa: PLR0913 - the six tables that one row is made from
    pair: tuple[str, str],
    year: int,
    seen: dict[str, set[str]],
    near: dict[str, set[str]],
    book: "_Book",
    shocks: dict[str, int],
    lives: dict[str, tuple[int, float]],
    rates: dict[tuple[str, int], float],
) -> list[tuple[object, ...]]:
    """Return the rows of one pair in one year."""
    a, b = pair
    rows: list[tuple[object, ...]] = []
    before = book.states(pair, year - 1)
    for state in sorted(seen[a] | seen[b]):
        both = state in seen[a] and state in seen[b]
        away = seen[b] if state in seen[a] else seen[a]
        if state in before or not (both or near[state] & away):
            continue
        rows.append(
            (
                f"{a} | {b}",
                state,
                year,
                float(state in book.states(pair, year)),
                float(both),
                float(shocks.get(a, 0) + shocks.get(b, 0)),
                float(max(lives[a][0], lives[b][0]) > year - YOUNG),
                float(np.log1p(book.wars_in(state, year - 1))),
                float(np.log1p(sum(book.wars_in(n, year - 1) for n in near[state]))),
                float(bool(before)),
                float(book.fought(pair, state, year - 1)),
                rates.get((state, year - 1), np.nan),
                float(year < 2010),
            )
        )
    return rows


class _Book:
    """Who was at war where, by year, read once from the panel."""

    def __init__(self, named: pd.DataFrame) -> None:
        self._pairs: dict[tuple[tuple[str, str], int], set[str]] = {}
        self._wars: dict[tuple[str, int], int] = {}
        self._places: dict[int, set[tuple[str, str]]] = {}
        for row in _tuples(named):
            year, state = int(row.year), str(row.state)
            pair = (min(row.code_a, row.code_b), max(row.code_a, row.code_b))
            self._places.setdefault(year, set()).update((code, state) for code in pair)
            if row.active:
                self._pairs.setdefault((pair, year), set()).add(state)
                self._wars[state, year] = self._wars.get((state, year), 0) + 1

    def places(self, year: int) -> set[tuple[str, str]]:
        """Return group and state of every side seen in a year."""
        return self._places.get(year, set())

    def states(self, pair: tuple[str, str], year: int) -> set[str]:
        """Return where a pair was at war in a year."""
        return self._pairs.get((pair, year), set())

    def wars_in(self, state: str, year: int) -> int:
        """Return how many pairs were at war in a state."""
        return self._wars.get((state, year), 0)

    def fought(self, pair: tuple[str, str], state: str, last: int) -> bool:
        """Whether a pair was at war in a state in any year to ``last``."""
        return any(state in self.states(pair, year) for year in range(2004, last + 1))


def _or_ever(last: float) -> float:
    return last if np.isfinite(last) else np.inf


def _shocks(panel: Panel, year: int) -> dict[str, int]:
    """Return leaders removed from each group from July of the last year to June."""
    rows = panel.removals
    late = (rows["year"] == year - 1) & (rows["month"] >= MIDDLE)
    early = (rows["year"] == year) & (rows["month"] < MIDDLE)
    return {str(k): int(v) for k, v in rows[late | early]["group"].value_counts().items()}


def _rates(panel: Panel) -> dict[tuple[str, int], float]:
    """Return the log of homicides per 100,000 by state and year."""
    rows = panel.homicides
    logs = np.log(np.maximum(rows["homicides"], 1.0) / rows["population_midyear"] * 1e5)
    return dict(zip(zip(rows["code"], rows["year"], strict=True), logs, strict=True))
