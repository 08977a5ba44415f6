"""The pages that an ensemble leaves: the prior predictive check, and what history taught."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from experiments.calibration import ensemble_scores as scores
from experiments.calibration.ensemble import Ensemble, Plan, correlation_table
from sim.params.declare import FIXED
from sim.priors import FORMS, Priors, uncertain

MOST_ROWS: Final = 15
Tables = Mapping[str, pd.DataFrame]
SKILLS: Final = ("skill_last_value", "skill_trend", "skill_damped_walk")


def tables(
    priors: Priors, found: tuple[Ensemble, Ensemble], n_recovered: int, seed: int
) -> dict[str, pd.DataFrame]:
    """Return every table behind the pages, by name."""
    first, last = found
    prior = first.waves[0]
    correlations = correlation_table(priors, prior, first.figures)
    active = [
        priors.place_of[name]
        for name in correlations["input"][:MOST_ROWS]
        if name in priors.place_of
    ]
    return {
        "predictive": scores.predictive(first.figures, prior.logs),
        "correlations": correlations,
        "forms": scores.forms_learnt(found),
        "learnt_2019": scores.learnt(first, priors),
        "learnt_2024": scores.learnt(last, priors),
        "later_years": scores.later_years(first),
        "left_out": scores.left_out(first),
        "recovery": scores.recovery(first, n_recovered, seed, active),
    }


def priors_page(priors: Priors, found: tuple[Ensemble, Ensemble], known: Tables) -> str:
    """Return the prior predictive check as Markdown."""
    wave, table = found[0].waves[0], known["predictive"]
    ended = np.isfinite(wave.logs).all(axis=1)
    statuses = Counter(info.status for info in uncertain())
    own = Counter("declared" for info in uncertain() if info.prior not in (None, FIXED))
    by_series = table.groupby("series", sort=False).agg(
        years=("year", "size"), inside=("inside", "mean"), published=("published", "mean")
    )
    for name in ("low_5", "median", "high_95"):
        by_series[name] = table.groupby("series", sort=False)[name].mean()
    rows = [
        (
            f"`{name}`",
            str(int(row["years"])),
            f"{row['published']:,.3g}",
            f"{row['median']:,.3g}",
            f"{row['low_5']:,.3g} to {row['high_95']:,.3g}",
            f"{row['inside']:.0%}",
        )
        for name, row in by_series.iterrows()
    ]
    header = ("series", "years", "published", "prior: median", "prior: 5 to 95%", "inside")
    strongest = known["correlations"].head(MOST_ROWS)
    return "\n".join(
        [
            "# Priors: what the model says before history is looked at",
            "",
            "`python -m experiments.ensemble` made this page; `sim/priors.py` says how a prior"
            " follows from a declaration.",
            "",
            f"{len(priors.paths)} numbers are uncertain"
            f" ({', '.join(f'{n} {name}' for name, n in statuses.items())}; {own['declared']}"
            f" with a prior of their own, {int((priors.source >= 0).sum())} drawn alike because"
            f" they share one of {int(priors.source.max()) + 1} sources), and {len(FORMS)}"
            " forms. Conventions and numerical devices are fixed.",
            "",
            f"Of {len(wave.logs)} draws {int((~ended).sum())} failed. Of {len(table)} published"
            f" figures of 2012-24, {table['inside'].mean():.0%} lie inside the prior's 5-95%."
            " Near 90% would be a prior that knows its own width; more says that it is wider"
            " than history needs, which weights then mend.",
            "",
            *markdown(header, rows),
            "",
            "## What moves the figures",
            "",
            "Strongest rank correlation of each input with any figure, over the prior; by"
            f" chance alone one reaches about {4.0 / np.sqrt(len(wave.logs)):.2f}.",
            "",
            *markdown(
                ("input", "correlation", "figure"),
                [
                    (f"`{row.input}`", f"{float(str(row.correlation)):+.2f}", str(row.figure))
                    for row in strongest.itertuples()
                ],
            ),
            "",
            "## Forms",
            "",
            *markdown(
                ("form", "prior weights", "why"),
                [
                    (
                        f"`{form.key}`",
                        ", ".join(f"{value} {w:g}" for value, w in form.weights.items()),
                        form.why,
                    )
                    for form in FORMS
                ],
            ),
            "",
        ]
    )


def ensemble_page(found: tuple[Ensemble, Ensemble], known: Tables, plan: Plan) -> str:
    """Return what the waves and weights found as Markdown."""
    last = found[1]
    later, left, recovered = (known[n] for n in ("later_years", "left_out", "recovery"))
    beaten = [
        f"{int((later[name].dropna() > 0.0).sum())} of {len(later[name].dropna())} series"
        for name in SKILLS
    ]
    parts = [
        "# The ensemble: whole parameter sets that history leaves",
        "",
        "`python -m experiments.ensemble` made this page. Two ensembles are stored beside the"
        " data: one knows figures to 2019 and is scored on 2020-24, the other knows those to"
        " 2024 and stands behind the answers of `experiments.compare`.",
        "",
        *markdown(
            (
                "knows figures to",
                "runs by wave",
                "worth",
                "kept",
                "weight kept",
                "discrepancy learnt, in weights",
                "left-out years inside 80%",
            ),
            [
                (
                    str(one.last_year),
                    ", ".join(map(str, one.counts)),
                    f"{one.effective:.0f} equal sets",
                    str(min(plan.members, len(one.weights))),
                    f"{one.weights[one.kept(plan.members)].sum():.1%}",
                    f"x {one.stretch:g}, x {one.blunt:g}",
                    f"{one.coverage:.0%}",
                )
                for one in found
            ],
        ),
        "",
        "A run's likelihood counts each series once, by the mean of its years' squared misses:"
        " the model's errors in them are alike. The stated discrepancies are multiplied by one"
        " number, learnt from left-out years (for 2019: 2017-19 foreseen from 2012-16; for"
        " 2024: 2020-24 foreseen from 2012-19). The weights use a larger"
        " one where the runs would else be worth fewer than 50 equal sets: then intervals are"
        " wider than history allows, and more runs (`waves=[2000,2000,2000]`) narrow them.",
        "",
        "## 2020-24, foreseen from the ensemble of 2019",
        "",
        f"Over {len(later)} series, {later['inside_80'].mean():.0%} of the years lie inside"
        " the 80% interval. Skill is one less the score (CRPS of logs) over the rival's; above"
        f" 0 the model is better: than the last value in {beaten[0]}, than a trend in"
        f" {beaten[1]}, than a damped walk in {beaten[2]}.",
        "",
        *markdown(
            ("series", "years", "inside 80%", "skill: last value", "trend", "damped walk"),
            [
                (
                    f"`{row['series']}`",
                    str(row["years"]),
                    f"{row['inside_80']:.0%}",
                    *(_skill(row[name]) for name in SKILLS),
                )
                for row in later.to_dict("records")
            ],
        ),
        "",
        "## Series left out",
        "",
        "Each fitted series foreseen by weights that don't know it.",
        "",
        *markdown(
            ("series", "years", "inside 80%", "model over published", "worth"),
            [
                (
                    f"`{row['series']}`",
                    str(row["years"]),
                    f"{row['inside_80']:.0%}",
                    f"{row['model_over_published']:.2f}",
                    f"{row['effective']:.0f}",
                )
                for row in left.to_dict("records")
            ],
        ),
        "",
        "## Forms",
        "",
        *markdown(
            ("form", "value", "prior", "to 2019", "to 2024"),
            [
                (f"`{r['form']}`", r["value"], *(f"{r[c]:.2f}" for c in _WEIGHTS))
                for r in known["forms"].to_dict("records")
            ],
        ),
        "",
        f"Weights carry the noise of the effective size: about"
        f" {0.5 / np.sqrt(last.effective):.2f} for a weight near a half.",
        "",
        "## Numbers that history moved most (to 2024)",
        "",
        *markdown(
            ("number", "shift [prior sd]", "learnt"),
            [
                (f"`{row['number']}`", f"{row['shift']:+.2f}", f"{row['learnt']:.2f}")
                for row in known["learnt_2024"].head(MOST_ROWS).to_dict("records")
            ],
        ),
        "",
        f"By chance a shift reaches {1.0 / np.sqrt(last.effective):.2f} in one standard error."
        " All other numbers keep their priors.",
        "",
        "## Recovery",
        "",
        f"{len(recovered)} runs of the prior stood for history in turn. Their active numbers"
        " lay inside the 90% interval of the others' weights in"
        f" {recovered['inside_90'].mean():.0%}"
        f" (a median of {recovered['effective'].median():.0f} effective sets);"
        f" the true values of forms got {recovered['weight_of_true_forms'].mean():.2f} of the"
        f" weight, against {recovered['prior_of_true_forms'].mean():.2f} of the prior.",
        "",
    ]
    return "\n".join(parts)


_WEIGHTS: Final = ("prior", "to_2019", "to_2024")


def summary(found: tuple[Ensemble, Ensemble]) -> str:
    """Return what a reader wants to know at once."""
    return "\n".join(
        f"to {one.last_year}: {sum(one.counts)} runs worth {one.effective:.0f} equal sets;"
        f" discrepancies times {one.stretch:g} ({one.blunt:g} in weights),"
        f" {one.coverage:.0%} of left-out years inside 80%"
        for one in found
    )


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def _skill(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:+.2f}"
