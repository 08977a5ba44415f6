"""Hazards of wars: what the estimates may see, and that they find what is there."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from experiments.calibration import war_hazards as hazards
from experiments.calibration.data import LAST_YEAR
from experiments.calibration.war_panel import (
    Panel,
    counts,
    fit_panel,
    onset_risk,
    panel_to,
    war_years,
)
from experiments.run import build
from experiments.war_counts import forecast
from experiments.war_counts.page import PAGE
from experiments.war_counts.runs import WarCount
from sim.array_types import BoolArray

PANEL = fit_panel()


def test_held_out_years_never_reach_an_estimate() -> None:
    for name in ("wars", "months", "removals", "homicides"):
        assert getattr(PANEL, name)["year"].max() <= LAST_YEAR
    with pytest.raises(ValueError, match="held out"):
        fit_panel(LAST_YEAR + 1)
    with pytest.raises(ValueError, match="after 2019"):
        dataclasses.replace(panel_to(2023), last_year=LAST_YEAR)
    with pytest.raises(ValueError, match="2019"):
        forecast.scores(panel_to(2023), panel_to(2023))


def made(*wars: tuple[int, str, str, str, float]) -> Panel:
    table = pd.DataFrame(wars, columns=["year", "state", "side_a", "side_b", "deaths_best"])
    table = table.assign(code_a="", code_b="", active=table["deaths_best"] >= 10.0)
    removals = pd.DataFrame(columns=["group", "year", "month"])
    empty = pd.DataFrame({"year": pd.Series(dtype=int)})
    return Panel(table, empty, removals, empty, 2008)


def test_wars_are_counted_by_hand() -> None:
    panel = made(
        (2005, "MX-SIN", "A", "B", 20.0),
        (2006, "MX-SIN", "A", "B", 30.0),
        (2006, "MX-BCN", "A", "B", 12.0),
        (2007, "MX-SIN", "A", "B", 9.0),  # under the threshold
        (2007, "MX-BCN", "A", "B", 11.0),
    )

    table = counts(panel)
    assert table["active"].tolist() == [1, 2, 1, 0]
    assert table["new"].tolist() == [1, 1, 0, 0]
    assert table["ended"].tolist() == [0, 0, 1, 1]
    years = war_years(panel)
    assert years["age"].tolist() == [1, 1, 2, 2]
    assert years["ended"].tolist() == [False, False, True, True]


def test_the_logit_of_one_switch_is_the_log_odds_ratio() -> None:
    rng = np.random.default_rng(4)
    switch = rng.random(4_000) < 0.4
    outcome = rng.random(4_000) < np.where(switch, 0.3, 0.1)
    data = pd.DataFrame({"y": outcome.astype(float), "x": switch.astype(float)})
    data["cluster"] = np.arange(4_000)

    fit = hazards.logit(data, "y", ("x",), "cluster")

    def odds(part: BoolArray) -> float:
        return float(np.log(part.mean() / (1.0 - part.mean())))

    ratio = odds(outcome[switch]) - odds(outcome[~switch])
    assert fit.table.loc["x", "estimate"] == pytest.approx(ratio)
    cells = [(outcome & s).sum() for s in (switch, ~switch)]
    cells += [(~outcome & s).sum() for s in (switch, ~switch)]
    error = np.sqrt(sum(1.0 / n for n in cells))  # Woolf's formula
    assert fit.table.loc["x", "error"] == pytest.approx(error, rel=0.05)


def test_clusters_that_repeat_their_rows_widen_errors() -> None:
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"x": rng.random(200), "y": (rng.random(200) < 0.3).astype(float)})
    data["cluster"] = np.arange(200)
    once = hazards.logit(data, "y", ("x",), "cluster").table["error"]
    many = pd.concat([data] * 9, ignore_index=True)

    again = hazards.logit(many, "y", ("x",), "cluster").table["error"]

    np.testing.assert_allclose(once, again, rtol=1e-6)  # nine copies say nothing new


def test_persistence_that_was_put_in_is_found() -> None:
    rng = np.random.default_rng(2)
    n, rho, spread = 4_000, 0.6, 0.6
    z = spread * rng.standard_normal(n)
    paths = np.empty((n, 12))
    for month in range(12):
        paths[:, month] = rng.poisson(20.0 * np.exp(z))
        z = rho * z + np.sqrt(1 - rho**2) * spread * rng.standard_normal(n)
    paths = paths[paths.sum(axis=1) > 0.0]
    rows = [
        (2010, month + 1, "MX-SIN", f"A{war}", "B", deaths)
        for war, path in enumerate(paths)
        for month, deaths in enumerate(path)
    ]
    names = ["year", "month", "state", "side_a", "side_b", "deaths_best"]
    panel = dataclasses.replace(PANEL, months=pd.DataFrame(rows, columns=names))

    found, error, _, wars = hazards.retaliation(panel, draws=20)

    assert wars > 3_000
    assert found == pytest.approx(rho, abs=max(4 * error, 0.06))


def test_the_panel_carries_the_facts_that_the_law_rests_on() -> None:
    ended = hazards.end_by_age(PANEL)["share"]
    onset = hazards.onset_fit(PANEL).table

    assert ended.loc[1] > 0.5 > ended.loc[3] > ended.loc[6]
    for term in ("both", "new", "next_door", "elsewhere"):
        assert onset["z"][term] > 2.0, term
    assert abs(onset["z"]["shock"]) < 2.0  # the data do not carry it
    assert onset_risk(PANEL)["onset"].sum() == hazards.onset_fit(PANEL).events


def test_rivals_forecast_by_hand() -> None:
    past = pd.Series([1.0, 2.0, 4.0, 8.0], index=[2016, 2017, 2018, 2019])

    np.testing.assert_allclose(forecast.last_value(past), [8.0] * 4)
    np.testing.assert_allclose(forecast.trend(past), [16.0, 32.0, 64.0, 128.0])
    assert (np.diff(forecast.damped_walk(past)) <= 0.0).all()


def test_the_installed_page_tells_what_the_estimates_are_now() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for table in (hazards.onset_fit(PANEL).table, hazards.end_fit(PANEL).table):
        for term in table.index:
            row = table.loc[term]
            assert f"| {term} | {row.estimate:,.2f} | {row.error:,.2f} |" in text, term
    for name, values in forecast.scores(PANEL, panel_to(2023)).iterrows():
        assert f"| {name} | {values['active']:,.1f} | {values['new']:,.1f} |" in text, name


def test_wars_of_the_model_are_counted_as_ucdp_would() -> None:
    count = WarCount()
    for state, deaths in (("MX-SIN", 12.0), ("MX-SON", 14.0), ("MX-BCN", 9.0)):
        count.deaths[2015, state, "1", "2"] += deaths
    count.deaths[2015, "MX-SIN", "3", "4"] += 24.0  # a pair under 25 deaths is not seen

    rows = count.panel(2019).wars

    assert set(rows["state"]) == {"MX-SIN", "MX-SON", "MX-BCN"}
    assert rows["active"].sum() == 2
    assert set(rows["side_a"]) == {"1"}


def test_every_death_in_a_war_is_counted_once() -> None:
    model = build(["wars=own", "population.consumers=500", "population.firms=100"])
    count, dead = WarCount(), 0.0
    for _ in range(12):
        model.step()
        count.add(model)
        dead += float(model.wars.dead.sum())

    assert sum(count.deaths.values()) == pytest.approx(dead)
    assert 0.0 < dead < model.results()["cartel_deaths"].sum()
