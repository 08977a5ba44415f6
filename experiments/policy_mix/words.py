"""Words for the parts of a mix."""

import pandas as pd

from experiments.presentation.wording import scenario_words

GOVERNMENTS = {
    "united_states": "the United States",
    "mexico": "Mexico",
    "china": "China",
    "nobody": "nobody (what-if)",
}


def scenario(name: str) -> str:
    """Return a mix's name as words."""
    return scenario_words(name)


def told_year(table: pd.DataFrame) -> int:
    """Return the year of the policy that sentences tell: the second, or the last before it."""
    years = sorted(set(table["horizon"]))
    return int(max((year for year in years if year <= 2), default=years[0]))


def lever(name: str) -> str:
    """Return a lever's name as words."""
    return name.replace("_", " ")
