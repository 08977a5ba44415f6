"""What the peers' scripts share: reading the users, timing their months, and the answer."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np


def read() -> tuple[dict[str, np.ndarray], SimpleNamespace, int]:
    """Return the users by column, the numbers that they share, and how many rounds to time."""
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    with np.load(folder / "users.npz") as file:
        users = {name: file[name] for name in file.files}
    numbers = SimpleNamespace(**json.loads((folder / "numbers.json").read_text()))
    return users, numbers, rounds


def answer(step: Callable[[], dict[str, float]], n: int, rounds: int) -> None:
    """Time some months [CPU ns of an agent] after a first one, and print both as JSON."""
    first, found = step(), []
    for _ in range(rounds):
        started = time.process_time()
        step()
        found.append(1e9 * (time.process_time() - started) / n)
    print(json.dumps({"first_month": first, "ns": found}))
