"""Levers as dated schedules: values, months, ramps, overlays and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.levers import Effect, Lever, LeverError, Row, read_date, schedule_errors

MONTHS = pd.date_range("2012-01-01", "2030-12-01", freq="MS")


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def make(*rows: Row) -> Lever:
    return Lever(
        name="tariff",
        about="A tariff.",
        unit="points",
        bounds=(0.0, 100.0),
        neutral=1.0,
        acts_on=("firms",),
        mechanisms=(),
        evidence="none",
        grade="low",
        expected_effect=Effect("formal_jobs", "-"),
        rule="step",
        schedule=rows,
    )


BASE = make(Row(day("2012-01-01"), 1.0, "a"), Row(day("2020-01-01"), 3.0, "b"))


def test_a_step_holds_until_the_next_date() -> None:
    assert BASE.at(day("2019-12-31")) == 1.0
    assert BASE.at(day("2020-01-01")) == 3.0
    assert BASE.at(day("2045-01-01")) == 3.0


def test_before_the_first_date_there_is_no_value() -> None:
    with pytest.raises(LeverError, match="no value before 2012-01-01"):
        BASE.at(day("2011-12-31"))


def test_months_hold_the_value_in_force() -> None:
    values = pd.Series(BASE.monthly(MONTHS), MONTHS)

    assert (values[:"2019-12"] == 1.0).all()
    assert (values["2020":] == 3.0).all()


def test_a_change_in_mid_month_counts_by_its_days() -> None:
    lever = make(
        Row(day("2012-01-01"), 1.0, "a"),
        Row(day("2025-03-04"), 100.0, "three days"),
        Row(day("2025-03-07"), 12.0, "b"),
    )
    values = pd.Series(lever.monthly(MONTHS), MONTHS)

    assert values["2025-02-01"] == 1.0
    assert values["2025-03-01"] == pytest.approx((3 * 1 + 3 * 100 + 25 * 12) / 31)
    assert values["2025-04-01"] == 12.0


def test_a_ramp_is_straight_and_a_step_after_it_holds() -> None:
    lever = make(
        Row(day("2012-01-01"), 1.0, "a"),
        Row(day("2025-01-01"), 1.0, "b", "linear"),
        Row(day("2027-01-01"), 1.5, "c"),
    )

    assert lever.at(day("2026-01-01")) == pytest.approx(1.25)
    assert lever.at(day("2028-06-01")) == 1.5
    ramp = pd.Series(lever.monthly(MONTHS), MONTHS)["2024-12":"2027-01"]
    assert ramp.iloc[0] == 1.0
    assert ramp.iloc[-1] == 1.5
    assert (ramp.diff().dropna() > 0).all()


@given(
    start=st.integers(0, 200),
    value=st.floats(0.0, 100.0),
    shift=st.integers(0, 27),
    is_ramp=st.booleans(),
)
def test_an_overlay_leaves_every_earlier_month_to_the_last_bit(
    start: int, value: float, shift: int, is_ramp: bool
) -> None:
    rule = "linear" if is_ramp else "step"
    base = make(
        Row(day("2012-01-01"), 0.1, "a", rule),
        Row(day("2018-05-17"), 7.3, "b", rule),
        Row(day("2029-02-03"), 2.7, "c"),
    )
    first = MONTHS[start] + pd.Timedelta(days=shift)
    other = base.overlaid([Row(first, value, "policy")])

    np.testing.assert_array_equal(base.monthly(MONTHS)[:start], other.monthly(MONTHS)[:start])
    assert other.at(first) == value
    assert other.monthly(MONTHS)[-1] == value


def test_the_last_overlay_wins_from_its_first_date() -> None:
    scenario = BASE.overlaid(
        [Row(day("2025-01-01"), 10.0, "s"), Row(day("2027-01-01"), 20.0, "s")]
    )
    own = scenario.overlaid([Row(day("2026-01-01"), 30.0, "u")])

    assert [row.value for row in own.schedule] == [1.0, 3.0, 10.0, 30.0]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "empty"),
        ([Row(day("2020-01-01"), 1, ""), Row(day("2019-01-01"), 1, "")], "dates must rise"),
        ([Row(day("2020-01-01"), 1, ""), Row(day("2020-01-01"), 2, "")], "stands twice"),
        ([Row(day("2020-01-01"), 101, "")], "allowed: 0 to 100"),
        ([Row(day("2020-01-01"), -0.1, "")], "allowed: 0 to 100"),
        ([Row(day("2020-01-01"), float("nan"), "")], "value nan"),
        ([Row(day("2020-01-01"), float("inf"), "")], "value inf"),
        ([Row(day("2020-01-01"), 1, "", "jump")], "allowed: step, linear"),
    ],
)
def test_a_bad_schedule_is_refused_in_one_sentence(rows: list[Row], sentence: str) -> None:
    with pytest.raises(LeverError, match=sentence) as error:
        make(*rows)

    assert len(error.value.errors) == 1
    assert error.value.errors[0].startswith("tariff: ")


def test_all_errors_are_told_at_once() -> None:
    rows = [Row(day("2020-01-01"), 101, ""), Row(day("2019-01-01"), -1, "")]

    assert len(schedule_errors(rows, (0, 100))) == 3


@pytest.mark.parametrize(
    "text", ["2025-3-1", "01/03/2025", "March 2025", "2025-13-01", "20250301"]
)
def test_a_date_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(LeverError, match="YYYY-MM-DD"):
        read_date(text)


def test_an_empty_overlay_is_refused() -> None:
    with pytest.raises(LeverError, match="empty"):
        BASE.overlaid([])
