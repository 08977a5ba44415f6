"""Wars of the held-out years, 2020-23, against four simple forecasts made in 2019."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration.data import LAST_YEAR
from experiments.calibration.war_panel import Panel, counts

HELD_OUT: Final = (2020, 2021, 2022, 2023)
FIRST_USED: Final = 2010
"""Counting changed in 2010; forecasts use the years from there to 2019."""

MEASURES: Final = ("active", "new", "ended", "deaths")


def yearly(panel: Panel) -> pd.DataFrame:
    """Return wars active, new and ended, and deaths in active wars, by year."""
    rows = panel.wars[panel.wars["active"]]
    deaths = rows.groupby("year")["deaths_best"].sum().rename("deaths")
    found = counts(panel)[["active", "new", "ended"]].join(deaths)
    return found.fillna(0.0)


def last_value(past: pd.Series) -> np.ndarray:
    """Return the last year's value for each year held out."""
    return np.full(len(HELD_OUT), float(past.iloc[-1]))


def trend(past: pd.Series) -> np.ndarray:
    """Return the line through the logs, carried on."""
    logs = np.log(np.maximum(past.to_numpy(float), 0.5))
    slope, start = np.polyfit(past.index.to_numpy(float), logs, 1)
    return np.asarray(np.exp(start + slope * np.array(HELD_OUT, float)))


def persistence(past: pd.Series) -> float:
    """Return the first-order autocorrelation of the logs around their mean, 0 to 1."""
    logs = np.log(np.maximum(past.to_numpy(float), 0.5))
    apart = logs - logs.mean()
    return float(np.clip(apart[1:] @ apart[:-1] / (apart[:-1] @ apart[:-1]), 0.0, 1.0))


def damped_walk(past: pd.Series) -> np.ndarray:
    """Return a walk that goes back to the mean of the logs at the estimated pace."""
    logs = np.log(np.maximum(past.to_numpy(float), 0.5))
    steps = np.arange(1, len(HELD_OUT) + 1)
    path = logs.mean() + persistence(past) ** steps * (logs[-1] - logs.mean())
    return np.asarray(np.exp(path))


RIVALS: Final = {"last value": last_value, "trend": trend, "damped walk": damped_walk}


def scores(
    fitted: Panel, seen: Panel, own: Mapping[str, np.ndarray] | None = None
) -> pd.DataFrame:
    """Return the mean absolute error of each forecast by measure.

    Parameters
    ----------
    fitted
        The panel to 2019, all that the forecasts know.
    seen
        The panel to 2023, which they are scored on.
    own
        The model's forecast of each measure, if it was run, shape (4,) each.

    Returns
    -------
    errors
        Index forecast, columns `MEASURES`, and a row ``observed mean``.
    """
    if fitted.last_year != LAST_YEAR:
        raise ValueError(f"forecasts know the years to {LAST_YEAR}, not {fitted.last_year}")
    past = yearly(fitted).loc[FIRST_USED:]
    truth = yearly(seen).loc[list(HELD_OUT)]
    made = {
        name: {what: rule(past[what]) for what in MEASURES} for name, rule in RIVALS.items()
    }
    if own is not None:
        made["model, wars=own"] = dict(own)
    rows = {
        name: {
            what: float(np.abs(values[what] - truth[what].to_numpy(float)).mean())
            for what in MEASURES
        }
        for name, values in made.items()
    }
    rows["observed mean"] = {what: float(truth[what].mean()) for what in MEASURES}
    return pd.DataFrame.from_dict(rows, orient="index")[list(MEASURES)]
