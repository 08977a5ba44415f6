"""The import graph: rooms import downwards only, no circle, imports at the top of modules."""

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = "commands"
ROOMS = (  # from the top: each may import itself and those below it
    "examples",
    COMMANDS,
    "benchmark",
    "workshop",
    "cli",
    "sweeps",
    "public_claims",
    "policy_mix",
    "mechanism_chains",
    "war_counts",
    "calibration",
    "comparison",
    "validation",
    "ensembles",
    "storage",
    "config",
    "presentation",
)
GROUND = "experiments.config.errors"  # every room may raise an error
LAZY = {  # functions that import when they are called, beside a command's own function
    "experiments.run._config": "the configs, which --help does not need",
    "experiments.run.build": "the model, which --help does not need",
    "experiments.cli.command.Command._run": "what a flag asks for, and nothing else",
    "experiments.cli.listing._outcomes": "the model, which other tables do not need",
    "experiments.cli.request._Job.begin": "the model, which bad input does not need",
    "experiments.sweeps.launchers._OnRay.__call__": "an optional library",
}

HEAVY = {"hydra", "matplotlib", "mesa", "numba", "numpy", "pandas", "scipy"}


class Import(NamedTuple):
    """One import: what it names, the function around it, and whether it is for types alone."""

    target: str
    function: str
    is_for_types: bool


def sources() -> dict[str, str]:
    """Return the text of each module by its dotted name."""
    paths = [p for room in ("sim", "experiments") for p in (ROOT / room).rglob("*.py")]
    return {_name(path): path.read_text(encoding="utf-8") for path in paths}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(texts: Mapping[str, str]) -> dict[str, list[Import]]:
    """Return the imports of each module, read from its syntax tree."""
    return {
        name: list(_imports(ast.parse(text), name, texts, "", False))
        for name, text in texts.items()
    }


def _imports(
    node: ast.AST, place: str, known: Mapping[str, str], function: str, for_types: bool
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, function, for_types) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            names = [f"{base}.{alias.name}" for alias in child.names]
            found = dict.fromkeys(name if name in known else base for name in names)
            yield from (Import(name, function, for_types) for name in found)
        elif isinstance(child, ast.ClassDef):
            yield from _imports(child, f"{place}.{child.name}", known, function, for_types)
        elif isinstance(child, ast.FunctionDef):
            inner = function or _function(child, place)
            yield from _imports(child, place, known, inner, for_types)
        else:
            is_check = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            yield from _imports(child, place, known, function, for_types or is_check)


def _function(node: ast.FunctionDef, place: str) -> str:
    """Return a function's dotted name; COMMANDS for one that ``@command`` decorates."""
    is_command = any(ast.unparse(d).startswith("command(") for d in node.decorator_list)
    return COMMANDS if is_command else f"{place}.{node.name}"


def circle(texts: Mapping[str, str]) -> list[str]:
    """Return the modules of one circle; none where there is no circle.

    In `sim`, imports for types alone are left out.
    """
    graph = {
        name: {
            found.target
            for found in its
            if found.target in texts and not (name.startswith("sim") and found.is_for_types)
        }
        for name, its in imports(texts).items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def room(module: str) -> str:
    """Return a module's room; commands are the modules at the top, and each ``__main__``."""
    parts = module.split(".")
    is_command = len(parts) == 2 and parts[1] not in ROOMS
    return COMMANDS if is_command or parts[-1] == "__main__" else parts[1]


def upward(texts: Mapping[str, str]) -> list[str]:
    """Return the imports that go up, from a lower room to a higher one or from `sim`."""
    found = []
    for name, its in imports(texts).items():
        for target in {one.target for one in its if one.target.startswith("experiments.")}:
            is_up = name.startswith("sim") or (
                name != "experiments"
                and target != GROUND
                and ROOMS.index(room(target)) < ROOMS.index(room(name))
            )
            found += [f"{name} imports {target}"] if is_up else []
    return found


def hidden(texts: Mapping[str, str]) -> list[str]:
    """Return the imports inside functions that have no reason to be there."""
    return [
        f"{one.function} imports {one.target}"
        for its in imports(texts).values()
        for one in its
        if one.function not in ("", COMMANDS, *LAZY)
    ]


@pytest.mark.parametrize("find", [circle, upward, hidden])
def test_imports_stand_at_the_top_and_lead_downwards(
    find: Callable[[Mapping[str, str]], list[str]],
) -> None:
    assert find(sources()) == []


def test_every_room_and_every_lazy_function_is_there() -> None:
    texts = sources()
    found = {one.function for its in imports(texts).values() for one in its}

    assert {room(name) for name in texts if name.startswith("experiments.")} <= set(ROOMS)
    assert set(LAZY) <= found


def test_help_needs_no_library_of_numbers() -> None:
    commands = [name for name in sources() if name.startswith("experiments.")]
    commands = [name for name in commands if room(name) == COMMANDS]
    lines = [f"import {name}; {name}.main(['--help'])" for name in sorted(commands)]
    lines += ["import sys", f"print('loaded:', *sorted({HEAVY} & set(sys.modules)))"]

    words = [sys.executable, "-c", "\n".join(lines)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)

    assert len(commands) >= 9
    assert done.stdout.splitlines()[-1] == "loaded:"


@pytest.mark.parametrize(
    ("find", "module", "line", "told"),
    [
        (circle, "sim.rates", "from sim.model import CartelMarket", "sim.model"),
        (circle, "experiments.storage.files", "import experiments.storage.output", "files"),
        (
            circle,
            "experiments.storage.files",
            "if TYPE_CHECKING:\n    from experiments.storage import output",
            "experiments.storage.output",
        ),
        (upward, "experiments.storage.files", "from experiments.sweeps import store", "store"),
        (upward, "experiments.presentation.html", "import experiments.run", "experiments.run"),
        (upward, "sim.rates", "from experiments.config.errors import InputError", "sim.rates"),
        (hidden, "sim.rates", "def late():\n    import math", "sim.rates.late imports math"),
        (hidden, "experiments.run", "class A:\n    def f(self):\n        import math", "A.f"),
    ],
)
def test_a_planted_import_is_found(
    find: Callable[[Mapping[str, str]], list[str]], module: str, line: str, told: str
) -> None:
    texts = sources()
    texts[module] += f"\n{line}\n"

    assert told in " ".join(find(texts))
