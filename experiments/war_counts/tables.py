"""The tables of the page of wars: estimates to 2019 and the model's own wars beside them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration import war_hazards as hazards
from experiments.calibration.war_panel import Panel
from experiments.war_counts import forecast
from experiments.war_counts.runs import LAST_YEAR_RUN, WarRun
from sim.world.load import series

FIT: Final = range(2013, 2020)
RISE: Final = (2015, 2018)
FALL: Final = (2023, 2026)
HOMICIDES: Final = "mx_homicides_inegi"


def all_tables(fitted: Panel, seen: Panel, runs: Sequence[WarRun]) -> dict[str, pd.DataFrame]:
    """Return every table of the page by name."""
    simulated = [forecast.yearly(run.count.panel(LAST_YEAR_RUN)) for run in runs]
    mean = sum(simulated[1:], start=simulated[0]) / len(simulated)
    own = {w: mean.loc[list(forecast.HELD_OUT), w].to_numpy() for w in forecast.MEASURES}
    return {
        "onset": hazards.onset_fit(fitted).table,
        "onset_homicides": hazards.onset_fit_after_homicides(fitted).table,
        "end": hazards.end_fit(fitted).table,
        "end_by_age": _ages(fitted, runs),
        "sizes": _sizes(fitted, runs),
        "retaliation": _retaliation(fitted),
        "undercount": hazards.homicides_on_deaths(fitted),
        "yearly": _yearly(seen, mean, runs),
        "forecasts": forecast.scores(fitted, seen, own),
        "homicides": _homicides(runs),
        "rows": _rows(seen, simulated, runs),
    }


def _ages(fitted: Panel, runs: Sequence[WarRun]) -> pd.DataFrame:
    """Return the share of wars that ends by age, observed and simulated."""
    table = hazards.end_by_age(fitted)
    pooled = [hazards.end_by_age(run.count.panel(2019)) for run in runs]
    wars, ended = (
        sum(t[c].reindex(table.index, fill_value=0) for t in pooled) for c in ("wars", "ended")
    )
    return table.assign(model=ended / wars)


def _sizes(fitted: Panel, runs: Sequence[WarRun]) -> pd.DataFrame:
    """Return how deaths spread over wars, observed and the mean over seeds."""
    seen = hazards.sizes(fitted, FIT[0])
    made = [hazards.sizes(run.count.panel(2019), FIT[0]) for run in runs]
    names = ("log_mean", "log_spread", "top_three", "tail_index")
    rows = {n: (getattr(seen, n), np.mean([getattr(m, n) for m in made])) for n in names}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["observed", "model"])


def _retaliation(fitted: Panel) -> pd.DataFrame:
    found, error, spread, n = hazards.retaliation(fitted)
    return pd.DataFrame({"persistence": [found], "error": error, "spread": spread, "wars": n})


def _yearly(seen: Panel, mean: pd.DataFrame, runs: Sequence[WarRun]) -> pd.DataFrame:
    """Return wars and homicides by year, observed beside the mean over seeds."""
    observed = forecast.yearly(seen).loc[FIT[0] :]
    members = sum(run.members for run in runs) / len(runs)
    table = mean.loc[FIT[0] :].add_suffix(", model").join(observed)
    table["homicides"] = series(HOMICIDES)
    table["homicides, model"] = sum(run.homicides for run in runs) / len(runs)
    table["homicides, dated"] = sum(run.dated_homicides for run in runs) / len(runs)
    table["members, model"] = members
    return table


def _homicides(runs: Sequence[WarRun]) -> pd.DataFrame:
    """Return mean absolute errors of yearly homicides of both laws and of the last value."""
    truth = series(HOMICIDES)
    own = sum(run.homicides for run in runs) / len(runs)
    dated = sum(run.dated_homicides for run in runs) / len(runs)
    last = pd.Series(float(truth.loc[2019]), index=truth.index)
    rows = {
        name: {
            span: float((guess - truth).loc[first:final].abs().mean())
            for span, first, final in (("2012-19", 2012, 2019), ("2020-24", 2020, 2024))
        }
        for name, guess in (("wars=own", own), ("wars=dated", dated), ("value of 2019", last))
    }
    rows["value of 2019"]["2012-19"] = float("nan")
    return pd.DataFrame.from_dict(rows, orient="index")


def _rows(
    seen: Panel, simulated: Sequence[pd.DataFrame], runs: Sequence[WarRun]
) -> pd.DataFrame:
    """Return the rows W1 and W2, and no policy to 2035: observed, mean, interval of seeds."""
    truth, homicides = forecast.yearly(seen), series(HOMICIDES)
    late, held = list(FIT), list(forecast.HELD_OUT)
    found: dict[str, tuple[float, list[float]]] = {}
    for what in ("active", "new", "ended"):
        for years, span in ((late, "2013-19"), (held, "2020-23, held out")):
            values = [float(one.loc[years, what].mean()) for one in simulated]
            found[f"W1 {what} a year, {span}"] = float(truth.loc[years, what].mean()), values

    def change(path: pd.Series, span: tuple[int, int]) -> float:
        return 100.0 * float(path.get(span[1], np.nan) / path[span[0]] - 1.0)

    for name, ends in (("rise", RISE), ("fall", FALL)):
        values = [change(run.homicides, ends) for run in runs]
        key = f"W2 {name} of homicides {ends[0]}-{ends[1]}, %"
        found[key] = change(homicides, ends), values
    growth = [
        float(s.loc[2031:2035, "active"].mean() / s.loc[late, "active"].mean())
        for s in simulated
    ]
    found["active wars 2031-35 over 2013-19, no policy"] = float("nan"), growth
    found["rank of CJNG in 2020"] = float("nan"), [run.place_of_cjng for run in runs]
    rows = {
        name: (value, np.nanmean(made), *np.nanquantile(made, (0.05, 0.95)))
        for name, (value, made) in found.items()
    }
    names = ["observed", "model", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
