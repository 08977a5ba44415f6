"""Which experiment measures which rows of section 3, and how they are run and judged."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from experiments.validation import targets
from experiments.validation.episodes import (
    bands,
    bands_of_people,
    demand,
    people,
    supply,
    violence,
)
from experiments.validation.episodes.lab import Lab
from experiments.validation.series import Row
from experiments.validation.targets import Target
from sim.config import ModelConfig

Values = dict[str, float]
Experiment = Callable[[Lab], Values]

EXPERIMENTS: Final[tuple[tuple[tuple[str, ...], Experiment], ...]] = (
    (("E1", "E2"), violence.leader_taken),
    (("E3",), violence.many_captures),
    (("E4",), violence.large_split),
    (("E5",), violence.soldiers),
    (("E6",), supply.interdiction),
    (("E7",), supply.less_cocaine),
    (("E8",), supply.elasticity),
    (("E9",), supply.chemicals),
    (("E10",), supply.mature_market),
    (("E11",), supply.equal_money),
    (("E12",), demand.medicaid),
    (("E12",), demand.naloxone),
    (("E13",), demand.better_care),
    (("E14",), people.jobs_lost),
    (("E15",), people.deportees),
    (("E16",), violence.ban_lapse),
    (("E17",), people.drug_money),
    (("E18",), violence.truce),
    (("E19",), people.transfer),
    (("E20",), people.youth_programme),
    (("E21",), people.fees),
)
"""The episodes that each experiment measures; all leave one history of a seed."""

TARGETS: Final[tuple[Target, ...]] = (
    *bands.VIOLENCE,
    *bands.SUPPLY,
    *bands_of_people.DEMAND,
    *bands_of_people.PEOPLE,
)
EPISODES: Final = tuple(dict.fromkeys(target.id.split(".")[0] for target in TARGETS))


@dataclass(frozen=True)
class Job:
    """The experiments to make on one seed."""

    config: ModelConfig
    episodes: tuple[str, ...] = EPISODES


def run(job: Job) -> Values:
    """Return one seed's value of every row of the job's episodes."""
    lab = Lab(job.config)
    found: Values = {}
    for episodes, experiment in EXPERIMENTS:
        if set(episodes) & set(job.episodes):
            found |= experiment(lab)
    return found


def rows(seeds: Sequence[Values], episodes: Collection[str] = EPISODES) -> list[Row]:
    """Return a judged row for each target of the episodes, in the order of TARGETS."""
    chosen = [target for target in TARGETS if target.id.split(".")[0] in episodes]
    return [
        targets.judge(target, [found.get(target.id, math.nan) for found in seeds])
        for target in sorted(chosen, key=lambda target: int(target.id.split(".")[0][1:]))
    ]
