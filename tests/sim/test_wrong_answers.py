"""Legal settings that used to give wrong answers, each with what must hold instead."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.run import build, main
from sim.checks import SimulationError, refuse_the_impossible

SMALL = ("population.consumers=2000", "population.firms=200", "population.cartels=60")


def run(*settings: str, end: str = "2012-12-01") -> pd.DataFrame:
    """Return the months of a small run."""
    return build([*SMALL, f'calendar.end="{end}"', *settings]).run()


# ---------------------------------------------------- references come from history


NO_GUNS = ("calendar.policy_start=2012-01-01", "set.gun_supply=0")
NO_FORCES = ('levers.mexican_security.schedule=[{from: "2012-06-01", value: 0}]',)
FEW_FORCES = ('levers.mexican_security.schedule=[{from: "2012-06-01", value: 0.001}]',)
NO_PARTNERS = (
    'levers.us_partner_enforcement.schedule=[{from: "2012-01-01", value: 0},'
    '{from: "2012-07-01", value: 1.9}]',
)


@pytest.mark.parametrize("settings", [NO_GUNS, NO_FORCES, NO_PARTNERS])
def test_a_lever_at_nothing_gives_numbers(settings: tuple[str, ...]) -> None:
    months = run(*settings)
    assert np.isfinite(months.to_numpy()).all()


def test_without_forces_arrests_fall() -> None:
    usual, none, few = run()["arrests"], run(*NO_FORCES)["arrests"], run(*FEW_FORCES)["arrests"]
    assert none["2012-09":].sum() < 0.8 * usual["2012-09":].sum()
    assert few["2012-09":].sum() == pytest.approx(none["2012-09":].sum(), rel=1e-3)


def test_a_lever_back_at_history_leaves_no_trace_of_another_reference() -> None:
    """After half a year without US enforcement, deaths come back to near their path."""
    usual, paused = run(end="2014-12-01"), run(*NO_PARTNERS, end="2014-12-01")
    ratio = paused["overdose_deaths"]["2014"].sum() / usual["overdose_deaths"]["2014"].sum()
    assert 0.8 < ratio < 1.25


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [
        ("set.tariff=25", "formal_jobs"),
        ("set.border_enforcement=3", "seized_kg[cocaine]"),
        ("set.treatment_funding=2", "in_treatment"),
        ("set.arrests=3", "homicides"),
    ],
)
def test_a_lever_set_from_the_first_month_acts(setting: str, outcome: str) -> None:
    usual, moved = run(), run("calendar.policy_start=2012-01-01", setting)
    assert abs(moved[outcome].iloc[-1] / usual[outcome].iloc[-1] - 1.0) > 1e-3
    assert usual[outcome].iloc[0] > 0.0


# ---------------------------------------------------- a month that can't be stops the run


def broken(monkeypatch: pytest.MonkeyPatch, name: str, value: float) -> None:
    from sim import outcomes

    spoilt = [
        dataclasses.replace(one, value=lambda model: value) if one.name == name else one
        for one in outcomes.OUTCOMES
        if not one.axis
    ]
    monkeypatch.setattr(outcomes, "OUTCOMES", tuple(spoilt))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_an_outcome_that_cannot_be_stops_the_run(
    monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    broken(monkeypatch, "members", value)
    with pytest.raises(SimulationError, match="2012-01 members is"):
        run()


def test_a_negative_stock_stops_the_run() -> None:
    model = build([*SMALL])
    model.step()
    model.markets.us_stock_kg[0] = -1.0
    with pytest.raises(SimulationError, match="2012-02 stock in the United States"):
        refuse_the_impossible(model, {})


def test_the_command_says_one_sentence_and_exits_with_one(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, "members", float("nan"))
    arguments = [*SMALL, 'calendar.end="2012-03-01"', 'calendar.policy_start="2012-02-01"']
    assert main([*arguments, "history=off", "output_dir=results"]) == 1
    printed = capsys.readouterr().err.strip().splitlines()
    assert len(printed) == 1
    assert "2012-01 members is nan" in printed[0]
    assert not (workplace / "results").exists()


# ---------------------------------------------------- a date alone changes nothing


@pytest.fixture(scope="module")
def dated() -> pd.DataFrame:
    """Months to 2026 with the usual policy date and no policy."""
    return run(end="2026-12-01")


@pytest.mark.parametrize("date", ["2014-01-01", "2020-01-01", "2026-01-01"])
def test_a_policy_date_without_a_policy_changes_no_bit(dated: pd.DataFrame, date: str) -> None:
    moved = run(f'calendar.policy_start="{date}"', end="2026-12-01")
    pd.testing.assert_frame_equal(moved, dated, check_exact=True)


def test_a_policy_in_the_dated_past_still_acts_through_its_references() -> None:
    """Cooperation lost with security aid lowers removals and arrests from 2014 on."""
    usual, cut = (
        run('calendar.policy_start="2014-01-01"', *more, end="2018-12-01")["2016":]
        for more in ((), ("set.security_aid=0",))
    )
    assert cut["cooperation"].mean() < usual["cooperation"].mean()
    assert cut["captures"].sum() < usual["captures"].sum()
    assert cut["arrests"].sum() < usual["arrests"].sum()


# ---------------------------------------------------- bounds that divided by zero


def test_groups_in_two_states_on_the_mean_are_in_two_states() -> None:
    model = build([*SMALL, "params.structure.mean_states=2"])
    groups = model.cartels.rows[~model.cartels.named[model.cartels.rows]]
    states = (model.cartels.members[groups] > 0.0).sum(axis=1)
    assert set(states.tolist()) == {1, 2}
