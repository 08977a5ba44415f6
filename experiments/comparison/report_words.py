"""Sentences of the report: caveats, changed assumptions, texts for pictures."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Final

from experiments.comparison.results import Comparison
from experiments.config.compose import compose
from experiments.config.errors import plain
from experiments.ensembles.plan import Plan
from experiments.presentation.languages import Text, said

MOST_TOLD: Final = 12
MOST_ROWS: Final = 4  # dated values of one driver
Caveat = tuple[str, str]

SEEDS_ONLY: Final[Caveat] = (
    "Intervals hold seed-to-seed variation only",
    "They show how far results differ between runs of one model with other random"
    " numbers. They do not hold what is unknown about the parameters, which is more. At 90%,"
    " about one in ten policies without any effect will look clear by chance.",
)
SEEDS_AND_DRAWS: Final[Caveat] = (
    "Intervals hold seed-to-seed variation and 25 parameters",
    "Each two runs share a draw of the parameters that were fitted to 2012-2019, so intervals"
    " hold what that fit leaves open, and seed-to-seed variation. They do not hold doubt"
    " about the other 500 parameters, about strengths, or about the rules, which is more."
    " At 90%, about one in ten policies without any effect will look clear by chance.",
)
MEMBERS: Final[Caveat] = (
    "Intervals hold numbers, forms and seed-to-seed variation",
    "Each run has a whole parameter set of its own: every uncertain number, several forms of"
    " rules and the strengths of disputed mechanisms, weighed by published figures to 2024. The"
    " intervals are 5 to 95% of the sets' effects, one seed each. They do not hold what no form"
    " here describes. Policies that are not among the main ones rest on few sets: read their"
    " intervals as rough.",
)
CAVEATS: Final[tuple[Caveat, ...]] = (
    (
        "Some signs are open",
        "Each contested cause-and-effect is a mechanism with a strength: 1 as in the evidence,"
        " 0 off, -1 reversed. Whether strikes, designation, sanctions, deployments or"
        " prosecuting users help or harm is disputed. A result here follows from the default"
        " strengths; run strength.NAME=0 or -1 before relying on its sign.",
    ),
    (
        "Four levers rest on assumption",
        "Terrorist designation, financial sanctions, anti-corruption aid and strikes on Mexican"
        " soil have never been evaluated for supply or recruitment. Their effects here say what"
        " would follow if the assumptions were right.",
    ),
    (
        "Links between parts are guesses",
        "How far better cooperation between the two countries brings arrests and captures, and"
        " how far more members bring more production capacity, was set by judgement: no study"
        " gives either number.",
    ),
    (
        "The number of members hardly returns to a norm",
        "Recruits and losses nearly balance, so a small lasting change in either moves the"
        " number of members for many years (nearly a unit root). Levels of members far ahead"
        " are uncertain; differences between scenarios on common random numbers are firmer.",
    ),
    (
        "Disputed facts",
        "How many members there are, how pure and how large the flows are, and what share is"
        " seized are disputed. So is why Mexican homicides and US overdose deaths fell after"
        " 2023; the model does not credit either fall to any package by construction.",
    ),
    (
        "The current approach is read as of June 2026",
        "Its lever values after that are held or as law has it, and some were estimated. It"
        " contains what Mexico and China did beside the United States.",
    ),
    (
        "A model, not a forecast",
        "2025 to 2030 without new policy is one reference, not a prediction. Read differences"
        " between columns, not single levels.",
    ),
)


def changed_assumptions(plan: Plan) -> list[str]:
    """Return parameters, strengths, switches and drivers that are not at their default."""
    usual = asdict(compose([]).model.params)
    found = [
        f"params.{group}.{name}={plain(value)}"
        for group, values in asdict(plan.trunk.params).items()
        for name, value in values.items()
        if value != usual[group][name]
    ]
    if len(found) > MOST_TOLD:
        more = f"{len(found) - MOST_TOLD} more parameters (manifest.json holds all)"
        found = [*found[:MOST_TOLD], more]
    found += [
        f"strength.{name}={value:g}"
        for name, value in plan.trunk.strength.items()
        if value != 1
    ]
    switches = plan.trunk.adaptation
    found += [
        f"adaptation.{field.name}=false"
        for field in fields(switches)
        if not getattr(switches, field.name)
    ]
    if plan.trunk.wars != compose([]).model.wars:
        found.append(f"wars={plan.trunk.wars}")
    found += [
        f"drivers.{name}: "
        + ", ".join(f"{row.value:g} from {row.date:%Y-%m}" for row in rows[:MOST_ROWS])
        + (", changed later" if len(rows) > MOST_ROWS else "")
        for name, rows in plan.trunk.drivers.items()
    ]
    return found


def caveats(comparison: Comparison) -> list[tuple[Text, Text]]:
    """Return the caveats, each with its heading."""
    first = SEEDS_AND_DRAWS if comparison.has_draws else SEEDS_ONLY
    first = MEMBERS if comparison.n_members else first
    return [(said(heading), said(text)) for heading, text in (first, *CAVEATS)]


ALT_TEXTS: Final[Mapping[str, str]] = {
    "ranked_effects": "Dot plot: effect of each policy on supply and on recruitment, ranked,"
    " with 90% intervals. The headline table holds the same numbers.",
    "over_time": "Lines from 2012: supply, recruitment, overdose deaths, homicides and members"
    " under the main scenarios, with bands of 5 to 95 percent over seeds.",
    "adaptation_offset": "Dot plot: share of each policy's effect on supply and recruitment"
    " that adaptation takes back, by year. The table beside it holds the same numbers.",
    "tile_map": "Two maps of Mexico in squares, one per state: change in recruitment and in"
    " homicides under one policy.",
    "supply_recruitment": "Scatter plot: change in supply against change in recruitment, one"
    " point per policy. The headline table holds the same numbers.",
    "levers_over_time": "Small panels, one per lever: its value under the main scenarios, from"
    " three years before the policies begin. The list below names each scenario's levers.",
    "effects_table": "Table in colours: change of twelve outcomes under each policy. Also in"
    " summary.csv.",
}


def alt_text(name: str, comparison: Comparison) -> Text:
    """Return what a picture shows, for those who cannot see it."""
    when = said(" Year {horizon} of the policy where one.", horizon=comparison.horizon)
    return said(ALT_TEXTS[name]) + when
