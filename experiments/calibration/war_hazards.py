"""How wars begin, how deadly they are and how they end, estimated on years to 2019.

Odds of beginning and of ending are logits with errors clustered by pair; deaths are told by
their logs; retaliation by the autocovariance of monthly counts in the years that are dated.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration.war_panel import PAIR, Panel, active_sets, onset_risk, war_years
from sim.array_types import FloatArray

MOST_STEPS: Final = 50
TOLERANCE: Final = 1e-10
ONSET_TERMS: Final = (
    "both",
    "shock",
    "new",
    "in_state",
    "next_door",
    "elsewhere",
    "again",
    "early",
)
END_TERMS: Final = ("log_age", "log_deaths", "removal")
BUSY_WAR: Final = 24.0
"""Deaths a year from which a war's months say something about retaliation."""

BUSY_MONTHS: Final = 6
PERIODS: Final = ((2007, 2009), (2010, 2019))


@dataclass(frozen=True)
class Logit:
    """Log odds and their errors by term, with ``rows`` and ``events`` that gave them."""

    table: pd.DataFrame
    rows: int
    events: int
    log_likelihood: float


def logit(data: pd.DataFrame, outcome: str, terms: tuple[str, ...], cluster: str) -> Logit:
    """Fit log odds by maximum likelihood; errors allow for likeness within a cluster.

    Newton's steps on ``sum y eta - log(1 + e^eta)``; the covariance is the sandwich of the
    scores summed by cluster, times ``G / (G - 1)``.

    Returns
    -------
    fit
        Table with index term (``constant`` first) and columns estimate, error, z.
    """
    x = np.column_stack([np.ones(len(data)), data[list(terms)].to_numpy(float)])
    y = data[outcome].to_numpy(float)
    beta = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        odds = 1.0 / (1.0 + np.exp(-(x @ beta)))
        bread = np.linalg.inv((x.T * (odds * (1.0 - odds))) @ x)
        step = bread @ (x.T @ (y - odds))
        beta = beta + step
        if float(np.abs(step).max()) < TOLERANCE:
            break
    else:
        raise ValueError(f"the logit of {outcome} has no maximum")
    scores = x * (y - odds)[:, None]
    of_cluster = pd.DataFrame(scores).groupby(data[cluster].to_numpy()).sum().to_numpy()
    many = len(of_cluster)
    error = np.sqrt(np.diag(bread @ (of_cluster.T @ of_cluster) @ bread) * many / (many - 1))
    table = pd.DataFrame(
        {"estimate": beta, "error": error, "z": beta / error},
        index=pd.Index(["constant", *terms], name="term"),
    )
    likelihood = float(np.sum(y * (x @ beta) - np.log1p(np.exp(x @ beta))))
    return Logit(table, len(data), int(y.sum()), likelihood)


def onset_fit(panel: Panel) -> Logit:
    """Return the yearly log odds that a war of a pair begins in a state."""
    return logit(onset_risk(panel), "onset", ONSET_TERMS, "pair")


def onset_fit_after_homicides(panel: Panel) -> Logit:
    """Return the same with last year's homicides of the state among the terms, 2011 on."""
    risk = onset_risk(panel).dropna(subset=["log_homicides"])
    terms = (*(t for t in ONSET_TERMS if t != "early"), "log_homicides")
    return logit(risk, "onset", terms, "pair")


def end_fit(panel: Panel) -> Logit:
    """Return the log odds that a war of this year is not active in the next."""
    wars = war_years(panel)
    wars = wars.assign(
        log_age=np.log(wars["age"]),
        log_deaths=np.log(wars["deaths"] / 10.0),
        removal=wars["removal"].astype(float),
    )
    return logit(wars, "ended", END_TERMS, "pair")


def end_by_age(panel: Panel, oldest: int = 6) -> pd.DataFrame:
    """Return the share that ends by age of war: columns wars, ended, share, error."""
    wars = war_years(panel)
    groups = wars.groupby(wars["age"].clip(upper=oldest))["ended"]
    table = pd.DataFrame(groups.agg(wars="size", ended="sum", share="mean"))
    table["error"] = np.sqrt(table["share"] * (1.0 - table["share"]) / table["wars"])
    return table


# ------------------------------------------------------------------------------ deaths


@dataclass(frozen=True)
class Sizes:
    """How deaths spread over wars: of war-years (log), and over pairs in all years."""

    log_mean: float
    log_error: float
    log_spread: float
    top_three: float
    three: tuple[str, ...]
    tail_index: float
    tail_error: float
    n: int


def sizes(panel: Panel, first_year: int = 2010) -> Sizes:
    """Return the spread of deaths over wars from ``first_year`` on.

    The tail index is Hill's, over the upper quarter of war-years.
    """
    rows = panel.wars[panel.wars["active"] & (panel.wars["year"] >= first_year)]
    deaths = np.sort(rows["deaths_best"].to_numpy(float))[::-1]
    logs = np.log(deaths)
    upper = max(len(deaths) // 4, 2)
    tail = 1.0 / float(np.mean(logs[:upper] - logs[upper]))
    by_pair = rows.groupby(PAIR)["deaths_best"].sum().sort_values(ascending=False)
    return Sizes(
        log_mean=float(logs.mean()),
        log_error=float(logs.std() / np.sqrt(len(logs))),
        log_spread=float(logs.std(ddof=1)),
        top_three=float(by_pair.iloc[:3].sum() / by_pair.sum()),
        three=tuple(" - ".join(pair) for pair in by_pair.index[:3]),
        tail_index=tail,
        tail_error=tail / float(np.sqrt(upper)),
        n=len(deaths),
    )


# ------------------------------------------------------------------------------ retaliation


def retaliation(panel: Panel, draws: int = 400) -> tuple[float, float, float, int]:
    """Return the monthly persistence of a war's intensity, its error, its spread, and wars.

    Counts of a war are Poisson around ``m exp(z)``, z an autoregression. Noise of counting is
    independent from month to month, so that it enters no autocovariance: the persistence is
    that at lag two over that at lag one, of counts over their mean, pooled over wars of at
    least 24 deaths in six months of a year that is dated. Taking out a mean of twelve months
    lowers both; the loss is made up by the same on simulated wars. The error is over wars
    drawn anew.
    """
    paths = _monthly_paths(panel)
    rng = np.random.default_rng(0)
    raw = _persistence(paths)
    drawn = [_persistence(paths[rng.integers(0, len(paths), len(paths))]) for _ in range(draws)]
    grid = np.linspace(0.0, 0.95, 20)
    spread = _latent_spread(paths)
    seen = np.array([_simulated_persistence(rho, spread, paths) for rho in grid])
    found = float(np.interp(raw, np.maximum.accumulate(seen), grid))
    all_found = np.interp(drawn, np.maximum.accumulate(seen), grid)
    return found, float(np.std(all_found)), spread, len(paths)


def _monthly_paths(panel: Panel) -> FloatArray:
    """Return deaths by month of each busy war in each dated year, shape (wars, 12)."""
    rows = panel.months
    table = rows.pivot_table(
        index=["year", *PAIR, "state"],
        columns="month",
        values="deaths_best",
        aggfunc="sum",
        fill_value=0.0,
    ).reindex(columns=range(1, 13), fill_value=0.0)
    paths = table.to_numpy(float)
    busy = (paths.sum(axis=1) >= BUSY_WAR) & ((paths > 0.0).sum(axis=1) >= BUSY_MONTHS)
    return np.asarray(paths[busy])


def _persistence(paths: FloatArray) -> float:
    """Return the pooled autocovariance at lag two over that at lag one."""
    shape = paths / paths.mean(axis=1, keepdims=True) - 1.0
    one = float(np.mean(shape[:, 1:] * shape[:, :-1]))
    two = float(np.mean(shape[:, 2:] * shape[:, :-2]))
    return float(np.clip(two / one, -1.0, 1.0)) if one > 0.0 else 0.0


def _latent_spread(paths: FloatArray) -> float:
    """Return the standard deviation of the log of the intensity between months."""
    mean = paths.mean(axis=1, keepdims=True)
    over = np.maximum(paths.var(axis=1, ddof=1) - mean[:, 0], 0.0) / mean[:, 0] ** 2
    return float(np.sqrt(np.log1p(over.mean())))


def _simulated_persistence(rho: float, spread: float, paths: FloatArray) -> float:
    """Return what `_persistence` gives for wars of this size with a known persistence."""
    rng = np.random.default_rng(1)
    many = np.repeat(paths.mean(axis=1), 40)
    z = spread * rng.standard_normal(many.size)
    found = np.empty((many.size, 12))
    for month in range(12):
        found[:, month] = rng.poisson(many * np.exp(z - 0.5 * spread**2))
        kick = np.sqrt(1.0 - rho**2) * spread * rng.standard_normal(many.size)
        z = rho * z + kick
    return _persistence(found[found.sum(axis=1) > 0.0])


# ------------------------------------------------------------------------------ undercount


def homicides_on_deaths(panel: Panel) -> pd.DataFrame:
    """Return homicides per death that UCDP counts, and homicides beside: index form.

    ``national``: homicides of all Mexico on all deaths between groups, 2012-19. ``states``:
    changes within states, by deviations from each state's mean, errors clustered by state.
    Columns slope, error, beside (homicides a year at no death), n.
    """
    rows = panel.homicides[panel.homicides["year"] >= 2012]
    deaths = panel.wars.groupby(["state", "year"])["deaths_best"].sum().rename("deaths")
    data = rows.merge(deaths, left_on=["code", "year"], right_index=True, how="left").fillna(
        {"deaths": 0.0}
    )
    nation = data.groupby("year")[["homicides", "deaths"]].sum()
    slope, error, beside = _line(nation["deaths"], nation["homicides"])
    centred = data[["homicides", "deaths"]] - data.groupby("code")[
        ["homicides", "deaths"]
    ].transform("mean")
    x, y = centred["deaths"].to_numpy(float), centred["homicides"].to_numpy(float)
    within = float(x @ y / (x @ x))
    scores = pd.Series(x * (y - within * x)).groupby(data["code"].to_numpy()).sum()
    within_error = float(np.sqrt((scores**2).sum()) / (x @ x))
    left = float(nation["homicides"].mean() - within * nation["deaths"].mean())
    return pd.DataFrame(
        [(slope, error, beside, len(nation)), (within, within_error, left, len(data))],
        index=pd.Index(["national", "states"], name="form"),
        columns=pd.Index(["slope", "error", "beside", "n"]),
    )


def _line(x: pd.Series, y: pd.Series) -> tuple[float, float, float]:
    """Return slope, its usual error, and the value at zero of a least-squares line."""
    a, b = x.to_numpy(float), y.to_numpy(float)
    slope = float(np.cov(a, b)[0, 1] / a.var(ddof=1))
    rest = b - b.mean() - slope * (a - a.mean())
    error = np.sqrt(rest @ rest / (len(a) - 2) / ((a - a.mean()) @ (a - a.mean())))
    return slope, float(error), float(b.mean() - slope * a.mean())


def seen_once(panel: Panel) -> float:
    """Return the share of wars that are active in one year only, of those seen to end."""
    wars = war_years(panel)
    ended = wars[wars["ended"]]
    return float((ended["age"] == 1).mean())


def dead_in_each_year(panel: Panel) -> pd.Series:
    """Return deaths in active wars by year."""
    rows = panel.wars[panel.wars["active"]]
    found = rows.groupby("year")["deaths_best"].sum()
    return found.reindex(sorted(active_sets(panel)), fill_value=0.0)
