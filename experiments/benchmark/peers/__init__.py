"""The consumer step in other frameworks, each in an environment of its own.

Their requirements exclude those of this project (mesa-frames and agentpy ask for an older
NumPy), so they can't be an extra of it: ``peers=true`` makes an environment for each in the
user's cache, once.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np

from experiments.benchmark.array_consumers import step_index_arrays
from experiments.benchmark.mesa_reference.consumers import Month, MonthOfUsers
from sim.array_types import FloatArray
from sim.params.consumption import ConsumptionParams

REQUIREMENTS: Final = {
    "starsim": "starsim==3.7.2",
    "mesa_frames": "mesa-frames==0.1.0a0",
    "agentpy": "agentpy==0.1.5",
}
FROM_PARAMS: Final = (
    "market_spread",
    "surprise_low",
    "surprise_high",
    "surprise",
    "death_amount",
    "base_rate_opioid",
)
HERE: Final = Path(__file__).parent


def default_folder() -> Path:
    """Return this user's cache folder for the environments; it may not exist yet."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "cartel-market" / "peers"


def interpreter(name: str, folder: Path) -> Path:
    """Return where the Python of a peer's environment is, made or not."""
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return folder.joinpath(name, *place)


def install(folder: Path) -> None:
    """Make an environment for each peer that has none; say so where one can't be made."""
    for name, requirement in REQUIREMENTS.items():
        python, ready = interpreter(name, folder), folder / f"{name}.ready"
        if ready.exists() and ready.read_text() == requirement:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        print(f"installing {requirement} in {folder / name}")
        try:
            _run(sys.executable, "-m", "venv", "--clear", str(folder / name))
            _run(str(python), "-m", "pip", "install", "--quiet", requirement)
        except subprocess.CalledProcessError as error:
            print(f"{name} can't be installed: {error.stderr.strip().splitlines()[-1:]}")
            continue
        ready.write_text(requirement)


def steps(
    users: dict[str, FloatArray], params: ConsumptionParams, rounds: int, folder: Path
) -> dict[str, list[float]]:
    """Return CPU ns of an agent's step in each round, by installed peer.

    Raises
    ------
    RuntimeError
        If a peer's users do another thing in their first month than the model's.
    """
    expected = step_index_arrays(
        {name: values.copy() for name, values in users.items()},
        params,
        np.random.default_rng(1).random(users["state"].size),
    )
    found = {}
    with tempfile.TemporaryDirectory(prefix="cartel-market-") as name:
        work = Path(name)
        np.savez(work / "users.npz", **users)  # type: ignore[arg-type]
        numbers = vars(MonthOfUsers(params))
        numbers |= {key: getattr(params, key) for key in FROM_PARAMS}
        (work / "numbers.json").write_text(json.dumps(numbers))
        for peer, requirement in REQUIREMENTS.items():
            ready = folder / f"{peer}.ready"
            if not (ready.exists() and ready.read_text() == requirement):
                continue
            printed = _run(
                str(interpreter(peer, folder)),
                str(HERE / f"{peer}_users.py"),
                str(work),
                str(rounds),
            )
            answer = json.loads(printed.splitlines()[-1])
            _check(peer, answer["first_month"], expected)
            found[peer] = answer["ns"]
    return found


def _check(peer: str, theirs: dict[str, float], ours: Month) -> None:
    """Refuse a peer whose first month differs in its rules, at single precision."""
    for key, value in asdict(ours).items():
        tolerance = 4.0 * value**0.5 if key == "deaths" else 1e-3 * value
        if abs(theirs[key] - value) > tolerance:
            raise RuntimeError(f"{peer}: {key} is {theirs[key]:g}, not {value:g}")


def _run(*words: str) -> str:
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
    quiet = one | {"PYTHONPATH": "", "STARSIM_INSTALL_FONTS": "0"}
    ended = subprocess.run(
        words, env=os.environ | quiet, capture_output=True, text=True, check=True
    )
    return ended.stdout
