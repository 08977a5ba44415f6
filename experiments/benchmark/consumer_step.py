"""The step of a consumer in several idioms, measured in turn on equal agents."""

from itertools import count
from pathlib import Path
from typing import Final

import numpy as np

from experiments.benchmark import array_consumers, peers
from experiments.benchmark.mesa_reference import consumers
from experiments.benchmark.timing import interleaved
from sim.array_types import FloatArray
from sim.model import CartelMarket

N_AGENTS: Final = 100_000
REPEATS: Final = {"own": 5, "numpy": 3, "floor": 5}


def consumer_steps(
    model: CartelMarket, rounds: int, folder: Path | None, n: int = N_AGENTS
) -> dict[str, float]:
    """Return CPU ns of an agent's step by idiom: own, mesa, numpy, floor, installed peers.

    Medians of rounds: the first four in turn in this process, peers after them in theirs.

    Parameters
    ----------
    model
        Whose opioid users are taken, repeated until there are ``n``.
    folder
        Where peers may be installed; None leaves them out.
    """
    params, rng = model.params.consumption, np.random.default_rng(1)
    users = consumers.users(model, n)
    objects = consumers.UserModel(users, params)
    own, month = consumers.pass_columns(users), consumers.month_of_users(params)
    indexed, floor, numbers = _copy(users), _copy(users), count()
    seconds = interleaved(
        {
            "own": lambda: consumers.step_columns(own, month, next(numbers)),
            "numpy": lambda: array_consumers.step_index_arrays(indexed, params, rng.random(n)),
            "floor": array_consumers.floor(floor),
            "mesa": objects.step,
        },
        rounds,
        REPEATS,
    )
    found = {name: 1e9 * value / n for name, value in seconds.items()}
    if folder is not None:
        for name, rates in peers.steps(_copy(users), params, rounds, folder).items():
            found[name] = float(np.median(rates))
    return found


def _copy(columns: dict[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: values.copy() for name, values in columns.items()}
