"""Pages for readers name only files that exist."""

import re
from pathlib import Path

import pytest

ROOT = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists())
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "experiments/README.md",
    "experiments/sweeps/README.md",
    "experiments/benchmark/README.md",
    "experiments/workshop/README.md",
    "sim/README.md",
    "sim/ODD.md",
    "sim/odd/calibration.md",
    "sim/data/README.md",
)
PATH = re.compile(r"`((?:sim|experiments|configs|tests|\.ci)/[\w./-]*)`")
PLACEHOLDER = re.compile(r"/(PROCESS|NAME)\b")
LINK = re.compile(r"\]\(([\w./-]+)\)")
FOLDER = re.compile(r"Folder `(\w+)/` \(([^)]*)\)")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_files_that_exist(page: str) -> None:
    text = (ROOT / page).read_text()
    named = [ROOT / path for path in PATH.findall(text) if not PLACEHOLDER.search(path)]
    named += [(ROOT / page).parent / path for path in LINK.findall(text)]
    gone = [str(path) for path in named if not path.exists()]
    assert not gone


def test_the_odd_names_every_file_of_a_process_in_a_folder() -> None:
    named: dict[str, set[str]] = {}
    for folder, files in FOLDER.findall((ROOT / "sim/ODD.md").read_text()):
        named.setdefault(folder, set()).update(re.findall(r"`(\w+\.py)`", files))
    processes = ROOT / "sim/submodels"
    for folder in (path for path in processes.iterdir() if (path / "process.py").exists()):
        files = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
        assert named.get(folder.name) == files, folder.name
