"""The calendar of a run from its config, and when its policy begins."""

from typing import Any, Final

import pandas as pd

from experiments.config.errors import refused
from experiments.config.values import is_whole
from sim.config import POLICY_START, START, Calendar
from sim.levers import LeverError, read_date

LAST_END: Final = pd.Timestamp("2045-12-01")


def read_calendar(
    calendar: dict[str, Any], own_policy_start: Any, errors: list[str]
) -> Calendar | None:
    """Return the calendar, or None with what is wrong appended to the errors.

    The policy begins at ``calendar.policy_start`` if it is given, else at the scenario's own
    date, else in January 2025. A run always lives through history from January 2012, the one
    month for which the world is known in balance; ``calendar.start`` is where its results
    begin.
    """
    given = calendar["policy_start"]
    dates = {"calendar.start": calendar["start"], "calendar.end": calendar["end"]}
    if own_policy_start is not None:
        dates["scenario.policy_start"] = own_policy_start
    if given is not None:
        dates["calendar.policy_start"] = given
    wrong = [message for path, value in dates.items() if (message := _month_error(path, value))]
    if not wrong:
        months = {path: read_date(value) for path, value in dates.items()}
        wrong = _order_errors(months)
    errors += wrong
    if wrong or not is_whole(calendar["substeps"]):
        return None
    policy = months.get("scenario.policy_start", POLICY_START)
    policy = months.get("calendar.policy_start", policy)
    return Calendar(
        end=months["calendar.end"],
        policy_start=policy,
        substeps=calendar["substeps"],
        report_from=months["calendar.start"],
    )


def _month_error(path: str, value: Any) -> str:
    try:
        date = read_date(value if str(value).isascii() else "")
    except LeverError:
        return refused(path, value, "a month as YYYY-MM-01")
    if date.day != 1:
        return refused(path, value, "the first day of a month, as YYYY-MM-01")
    if path in ("calendar.start", "calendar.end") and not START <= date <= LAST_END:
        return refused(path, str(date.date()), f"{START.date()} to {LAST_END.date()}")
    return ""


def _order_errors(months: dict[str, pd.Timestamp]) -> list[str]:
    start, end = months["calendar.start"], months["calendar.end"]
    if end < start:
        allowed = f"calendar.start ({start.date()}) or later"
        return [refused("calendar.end", str(end.date()), allowed)]
    allowed = f"{start.date()} to {end.date()}, the months of the run"
    return [
        refused(path, str(month.date()), allowed)
        for path, month in months.items()
        if path.endswith("policy_start") and not start <= month <= end
    ]
