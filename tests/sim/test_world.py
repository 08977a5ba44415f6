"""The tables hold what they say, and a damaged one is refused with a clear sentence."""

import copy
import csv
import pickle
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.array_types import FloatArray
from sim.policy_cost import usd_per_lever_unit
from sim.world import load as w
from sim.world.drivers import load_drivers

WORLD = w.load_world()
SOURCED = sorted(set(w.TABLES) - {"states", "unused_effects"})  # the latter names sourced rows


def test_axes_have_the_lengths_of_the_design() -> None:
    assert (len(w.REGIONS), len(w.ROUTES), len(w.DRUGS)) == (32, 14, 5)
    assert (len(w.MARKETS), len(w.TRADES), len(w.CHANNELS)) == (4, 5, 5)


def test_every_file_is_a_declared_table_and_every_column_is_declared() -> None:
    files = {path.stem for path in w.DATA_FOLDER.glob("*.csv")}

    assert files - {"posterior"} == set(w.TABLES)  # the model does not read the posterior
    for name, spec in w.TABLES.items():
        header = (w.DATA_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert sorted(header.split(",")) == sorted(spec.columns), name


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_has_a_source(name: str) -> None:
    rows = w.load_table(name)

    assert (rows["source"].str.len() > 0).all()
    assert rows["confidence"].isin(["verified", "estimate", "memory"]).all()


def test_every_column_of_states_has_a_source() -> None:
    assert list(w.load_table("states_sources")["column"]) == list(
        w.load_table("states").columns
    )


def test_every_value_has_a_unit() -> None:
    for name in w.TABLES:
        rows = w.load_table(name)
        if "unit" in rows:
            assert (rows["unit"].str.len() > 0).all(), name


def test_arrays_have_the_shapes_of_the_axes() -> None:
    regions, routes, years = len(w.REGIONS), len(w.ROUTES), len(WORLD.years)

    assert WORLD.neighbours.shape == (regions, regions)
    assert WORLD.population_by_year.shape == WORLD.men_15_29_by_year.shape == (regions, years)
    assert WORLD.homicides.shape == (regions, len(WORLD.homicide_years))
    assert WORLD.route_feeder.shape == (routes, regions)
    assert WORLD.route_seizure_share.shape == WORLD.route_share_2012.shape == (routes, 4)
    assert WORLD.cost_index.shape == (routes,)
    assert WORLD.group_home.shape == (30, regions)
    assert WORLD.generated_home_weight.shape == (regions,)


def test_neighbours_are_mutual_and_there_are_64_borders() -> None:
    assert (WORLD.neighbours == WORLD.neighbours.T).all()
    assert not WORLD.neighbours.diagonal().any()
    assert WORLD.neighbours.sum() == 2 * 64


def test_six_regions_touch_the_us_and_each_has_a_corridor() -> None:
    corridors = WORLD.states["border_corridor"]

    assert WORLD.borders_us.sum() == 6
    assert set(corridors) - {""} == set(w.CORRIDORS)
    assert [bool(c) for c in corridors] == WORLD.borders_us.tolist()


def test_young_men_are_the_conapo_count_and_the_census_factor_brings_them_to_the_census() -> (
    None
):
    men_2020 = WORLD.men_15_29_in(2020).sum()

    assert men_2020 == pytest.approx(16.82e6, rel=0.001)
    assert men_2020 * w.MEN_CENSUS_OVER_CONAPO == pytest.approx(15.2e6, rel=0.01)


def test_people_of_2020_agree_with_the_census() -> None:
    census = WORLD.states["population_2020"].sum()

    assert census == 126_014_024
    assert WORLD.population_in(2020).sum() == pytest.approx(census, rel=0.03)
    np.testing.assert_array_equal(WORLD.population, WORLD.population_in(2012))


def test_years_outside_the_table_are_held_flat() -> None:
    np.testing.assert_array_equal(WORLD.population_in(2000), WORLD.population_in(2010))
    np.testing.assert_array_equal(WORLD.population_in(2040), WORLD.population_in(2030))


def test_homicides_of_the_regions_sum_to_the_national_series() -> None:
    national = w.series("mx_homicides_inegi").loc[WORLD.homicide_years[0] :]

    totals = pd.Series(WORLD.homicides.sum(axis=0), index=WORLD.homicide_years)
    common = national.index.intersection(totals.index)
    assert len(common) == 15
    np.testing.assert_allclose(totals[common], national[common], rtol=0.0025)  # 2021: revised


def test_states_repeat_the_homicides_of_the_long_table() -> None:
    for year in (2012, 2015, 2018, 2021, 2024):
        column = WORLD.homicides[:, list(WORLD.homicide_years).index(year)]
        np.testing.assert_array_equal(column, WORLD.states[f"homicides_{year}"])


@pytest.mark.parametrize(
    "shares",
    [
        WORLD.returnee_share,
        WORLD.generated_home_weight,
        WORLD.route_seizure_share,
        WORLD.route_share_2012,
        WORLD.group_trade_share.T,
    ],
)
def test_shares_sum_to_one(shares: FloatArray) -> None:
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, atol=0.001)


def test_formal_jobs_sum_to_the_national_count() -> None:
    assert WORLD.formal_jobs.sum() == pytest.approx(20.42e6, rel=0.001)


def test_route_seizure_shares_agree_with_the_seizures_they_came_from() -> None:
    kg = WORLD.route_seizures.query("route != 'other'")
    by_route = kg.groupby(["route", "drug"])["kg"].sum()

    for column, drug in enumerate(w.SEIZED_DRUGS):
        total = by_route[:, drug].sum()
        for route in ("california/port_of_entry", "arizona/port_of_entry", "caribbean/sea"):
            share = WORLD.route_seizure_share[w.ROUTES.index(route), column]
            assert share == pytest.approx(by_route[route, drug] / total, abs=0.003)


def test_eighteen_groups_exist_in_2012_and_their_relations_are_mutual() -> None:
    old = WORLD.group_exists_2012

    assert old.sum() == 18
    assert WORLD.groups["relative_size_2012"].sum() == pytest.approx(0.625, abs=0.001)
    for relation in (WORLD.group_rivals, WORLD.group_allies):
        among = relation[np.ix_(old, old)]
        assert (among == among.T).all()
    assert WORLD.group_rivals[np.ix_(old, old)].sum() == 2 * 23
    assert WORLD.group_allies[np.ix_(old, old)].sum() == 2 * 12


def test_a_group_works_in_its_home_states() -> None:
    assert (WORLD.group_presence | ~WORLD.group_home).all()


def test_events_and_wars_name_known_groups() -> None:
    for table, column in ((WORLD.events, "group_codes"), (WORLD.routes, "controllers_2012")):
        for cell in table[column]:
            assert set(w.split_list(cell)) <= set(WORLD.group_names)
    assert set(WORLD.wars["group_a"]) | set(WORLD.wars["group_b"]) <= set(WORLD.group_names)


def test_removals_of_leaders_agree_with_the_lever_of_each_year() -> None:
    events = WORLD.events
    removed = events.groupby(events["date"].dt.year)["leaders_removed"].sum()
    captures = WORLD.lever_history.query("lever == 'kingpin_captures'")

    for date, value in zip(captures["date"], captures["value"], strict=True):
        if date.year < 2026:  # 2026 is a rate for the whole year
            assert removed[date.year] == value, date.year


def test_realised_package_repeats_the_history_of_the_levers() -> None:
    history = WORLD.lever_history.set_index(["lever", "date"])["value"]
    realised = WORLD.policy_packages.query("package == 'current_approach'")

    assert len(set(realised["lever"])) == 24
    for lever, date, value in realised[["lever", "from", "value"]].itertuples(index=False):
        assert history[lever, date] == value


def test_a_lever_has_at_most_one_cost_that_counts() -> None:
    counted = WORLD.costs[WORLD.costs["per_lever_unit"].notna()]

    assert not counted["lever"].duplicated().any()
    assert usd_per_lever_unit()["witness_protection"] == 150_000.0 * 200.0
    assert usd_per_lever_unit()["gun_supply"] < 0.0


def test_packages_and_costs_name_levers_of_the_history() -> None:
    levers = set(WORLD.lever_history["lever"])

    assert set(WORLD.policy_packages["lever"]) <= levers
    assert {name for name in WORLD.costs["lever"] if not name.startswith("memo_")} <= levers


def test_all_parameters_of_the_evidence_are_there() -> None:
    assert len(WORLD.effects) == 204
    assert WORLD.effects["mechanism"].nunique() == 23


def test_opening_population_of_users_has_ten_thousand_agents() -> None:
    agents = WORLD.users[WORLD.users["parameter"].str.startswith("init_2012_agents")]

    assert agents["value"].sum() == pytest.approx(10_000, abs=1)


def test_references_have_author_title_and_year_and_keys_are_unique() -> None:
    text = (w.DATA_FOLDER / "references.bib").read_text(encoding="utf-8")
    entries = re.split(r"^@", text, flags=re.MULTILINE)[1:]
    keys = [key for entry in entries for key in re.findall(r"\A\w+\{(\w+),", entry)]

    assert len(set(keys)) == len(keys) == len(entries) >= 60
    assert all(key == key.lower() for key in keys)
    for entry in entries:
        for field in ("author", "title", "year", "note"):
            assert f"  {field} = {{" in entry


def test_series_are_indexed_by_year_and_a_misspelt_one_names_its_neighbours() -> None:
    deaths = w.series("us_od_deaths_synthetic_opioids")

    assert deaths.index.is_monotonic_increasing
    assert deaths[2012] == pytest.approx(2628, rel=0.02)
    with pytest.raises(w.DataError, match="us_od_deaths_heroin"):
        w.series("us_od_death_heroin")


def test_a_series_of_several_places_needs_one_of_them() -> None:
    with pytest.raises(w.DataError, match="Guatemala"):
        w.series("us_ice_removals_central_america")

    one = w.series("us_ice_removals_central_america", "to Guatemala (fiscal year)")
    assert one[2024] == 66435


def test_world_pickles_and_copies_for_free() -> None:
    assert copy.deepcopy(WORLD) is WORLD
    again = pickle.loads(pickle.dumps(WORLD))
    np.testing.assert_array_equal(again.homicides, WORLD.homicides)


def test_arrays_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        WORLD.population[0] = 0.0


# Damaged files ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "data"
    shutil.copytree(w.DATA_FOLDER, copied)
    return copied


def damage(path: Path, line: int, column: str, cell: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    lines[line - 1][lines[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


@pytest.mark.parametrize(
    ("table", "line", "column", "cell", "what"),
    [
        ("routes", 3, "enforcement_index", "high", "'high' where a number from 0 to 20"),
        ("routes", 4, "cost_index", "999", "'999' where a number from 0 to 20"),
        ("routes", 5, "markets", "united_state", "one or more of united_states"),
        ("series", 7, "value", "nan", "'nan' where a number"),
        ("series", 9, "source", "", "blank where a text that is not blank"),
        ("effects", 12, "default", "1e9", "lies outside"),
        ("events", 6, "date", "2010-02-30", "a date as YYYY-MM-DD"),
        ("costs", 4, "confidence", "sure", "one of verified, estimate, memory"),
        ("users", 20, "year", "2012.5", "a whole number from 1980 to 2040"),
        ("states", 2, "neighbours", "MX-JAL;MX-ZAC;MX-YUC", "'MX-YUC' is not a neighbour"),
        ("states", 3, "tile_row", "1", "this tile is taken"),
        ("states", 8, "border_corridor", "arizona", "does not go with borders_us"),
        ("groups", 2, "rivals", "Zetas;Nobody", "'Nobody' is not a short name"),
        ("lever_history", 3, "value", "", "blank where a number"),
    ],
)
def test_a_damaged_cell_is_named(
    folder: Path, table: str, line: int, column: str, cell: str, what: str
) -> None:
    path = folder / f"{table}.csv"
    damage(path, line, column, cell)

    with pytest.raises(w.DataError) as error:
        w.load_table(table, folder)

    message = str(error.value)
    assert message.startswith(str(path))
    assert column in message
    assert what in message
    found = re.search(r", line (\d+),", message)
    assert found is not None
    assert int(found.group(1)) == line or "tile" in column


@pytest.mark.parametrize(
    ("table", "column", "cell", "what"),
    [
        ("states", "gdp_share", "0.9", "must sum to 1"),
        ("routes", "share_2012_heroin", "0.99", "must sum to 1"),
        ("groups", "extortion", "0.9", "must sum to 1"),
        ("firm_sizes", "share_of_workers", "0.9", "must sum to 1"),
    ],
)
def test_wrong_totals_are_named(
    folder: Path, table: str, column: str, cell: str, what: str
) -> None:
    damage(folder / f"{table}.csv", 2, column, cell)

    with pytest.raises(w.DataError, match=what) as error:
        w.load_table(table, folder)
    assert column in str(error.value)


def test_men_of_a_state_must_match_the_yearly_table(folder: Path) -> None:
    damage(folder / "states.csv", 5, "men_15_29_2020", "1")

    with pytest.raises(w.DataError, match=r"states\.csv, line 5, column men_15_29_2020: 1 "):
        w.load_world(folder)


def drop_last_line(path: Path) -> None:
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(True)[:-1]), "utf-8")


def repeat_last_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines(True)[-1], encoding="utf-8")


def cut_a_cell(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(True)
    lines[3] = lines[3].rsplit(",", 1)[0] + "\n"
    path.write_text("".join(lines), encoding="utf-8")


def rename_a_column(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("weight", "wieght", 1), "utf-8")


def spoil_a_byte(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"\nMX-CHH", b"\nMX-\xff\xfe", 1))


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (Path.unlink, "cannot be read"),
        (lambda path: path.write_text("", "utf-8"), "holds no rows"),
        (drop_last_line, "no row where 'MX-ZAC' must stand"),
        (repeat_last_line, "line 34, column code: 'MX-ZAC' stands in an earlier line too"),
        (cut_a_cell, "line 4: 5 cells where the header has 6"),
        (rename_a_column, "column weight: missing; nearest: wieght"),
        (spoil_a_byte, "line 6: not valid UTF-8"),
    ],
)
def test_a_damaged_file_is_named(
    folder: Path, spoil: Callable[[Path], object], what: str
) -> None:
    path = folder / "generated_groups.csv"
    spoil(path)

    with pytest.raises(w.DataError) as error:
        w.load_table("generated_groups", folder)
    assert str(path) in str(error.value)
    assert what in str(error.value)


def test_a_misspelt_table_names_the_nearest() -> None:
    with pytest.raises(w.DataError, match="nearest: routes"):
        w.load_table("route")


# Drivers ------------------------------------------------------------------------------------

DRIVERS = """driver,date,value,unit,rule,source,confidence,note
wage,2012-01-01,100,USD,linear,made up,estimate,
wage,2012-01-31,130,USD,linear,made up,estimate,
toll,2012-01-16,1,USD,step,made up,estimate,
toll,2012-03-15,2,USD,step,made up,estimate,
"""


@pytest.fixture
def drivers(tmp_path: Path) -> Path:
    (tmp_path / "test.csv").write_text(DRIVERS, encoding="utf-8")
    return tmp_path


def test_linear_drivers_join_dates_and_are_flat_outside(drivers: Path) -> None:
    wage = load_drivers(drivers)["wage"]

    assert wage.at(pd.Timestamp("2012-01-16")) == pytest.approx(115.0)
    assert wage.at(pd.Timestamp("1999-01-01")) == 100.0
    assert wage.at(pd.Timestamp("2030-01-01")) == 130.0
    np.testing.assert_allclose(wage.monthly(pd.Timestamp("2012-01-01"), 2), [114.0, 130.0])


def test_step_drivers_hold_until_the_next_date(drivers: Path) -> None:
    toll = load_drivers(drivers)["toll"]

    assert toll.at(pd.Timestamp("2012-03-14")) == 1.0
    assert toll.at(pd.Timestamp("2012-03-15")) == 2.0
    np.testing.assert_allclose(toll.monthly(pd.Timestamp("2012-01-01"), 4), [1, 1, 2, 2])


def test_an_empty_folder_holds_no_drivers(tmp_path: Path) -> None:
    assert load_drivers(tmp_path) == {}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("wage,2012-01-31", "wage,2011-01-31", "line 3, column date: 2011-01-31 stands after"),
        ("wage,2012-01-31", "wage,2012-01-01", "column driver.date: .* earlier line"),
        ("130,USD", "130,EUR", "line 3, column unit: 'EUR' where 'USD'"),
        ("2,USD,step", "2,USD,ramp", "line 5, column rule: 'ramp' where one of linear, step"),
    ],
)
def test_a_damaged_driver_is_named(drivers: Path, old: str, new: str, what: str) -> None:
    (drivers / "test.csv").write_text(DRIVERS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(w.DataError, match=what):
        load_drivers(drivers)


def test_one_driver_in_two_files_is_refused(drivers: Path) -> None:
    (drivers / "too.csv").write_text(DRIVERS, encoding="utf-8")

    with pytest.raises(w.DataError, match="'wage' is also in"):
        load_drivers(drivers)


def test_the_drivers_of_the_model_load() -> None:
    for name, driver in load_drivers().items():
        assert np.isfinite(driver.monthly(pd.Timestamp("2012-01-01"), 228)).all(), name
