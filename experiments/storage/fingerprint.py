"""What a result depends on, in two short digests: its config, and the code that made it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
CODE: Final = ("sim", "experiments")
CODE_SUFFIXES: Final = (".py", ".csv")
LIBRARIES: Final = ("mesa", "numba", "numpy", "scipy", "pandas")
WITHOUT_EFFECT: Final = (
    "output_dir",
    "workers",
    "debug",
    "design",
    "resume",
    "jobs",
    "history",
)
"""Keys that say where and how a run is made, and not what comes out."""

ONE_SEED: Final = {"run": ("replications",)}
"""Further keys that a command does not use."""

N_DIGITS: Final = 16


def fingerprint(command: str, tree: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests of a command's resolved config and of the code in use.

    Two results with equal digests hold equal values. A network file counts by its content.
    """
    unused = {*WITHOUT_EFFECT, *ONE_SEED.get(command, ())}
    config = {name: plain_numbers(value) for name, value in tree.items() if name not in unused}
    network = tree["world"]["network_csv"]
    if network is not None:
        config["world"] = {"network_csv": file_digest(Path(network))}
    text = json.dumps([command, config], sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"config": digest[:N_DIGITS], "code": code_digest()}


def plain_numbers(value: Any) -> Any:
    """Return a value with each whole number as an integer, so that 1.0 equals 1."""
    if isinstance(value, dict):
        return {name: plain_numbers(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@cache
def code_digest() -> str:
    """Return the digest of the model, its tables, the experiments and the number libraries."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    for name in LIBRARIES:
        digest.update(f"{name} {version(name)}".encode())
    return digest.hexdigest()[:N_DIGITS]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sources() -> Iterator[Path]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in CODE_SUFFIXES and path.is_file():
                yield path
