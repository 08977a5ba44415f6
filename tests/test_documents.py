"""Pages for readers name only files that exist."""

import re
from pathlib import Path

import pytest

from experiments.presentation.wording import scenario_words

ROOT = next(p for p in Path(__file__).resolve().parents if (p / "pyproject.toml").exists())
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "experiments/README.md",
    "experiments/sweeps/README.md",
    "experiments/benchmark/README.md",
    "experiments/workshop/README.md",
    "experiments/workshop/README.es.md",
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


@pytest.mark.parametrize(("guide", "language"), [("README.md", "en"), ("README.es.md", "es")])
def test_a_facilitator_finds_every_word_of_the_script_on_the_page(
    guide: str, language: str
) -> None:
    folder = ROOT / "experiments/workshop"
    words = (folder / f"page/src/words/{language}.json").read_text()
    words += (folder / {"en": "english.json", "es": "spanish.json"}[language]).read_text()
    scenarios = [
        scenario_words(path.stem) for path in (ROOT / "configs/scenario").glob("*.yaml")
    ]
    words += " ".join(f'"{name}"' for name in scenarios if language == "en")
    script = " ".join((folder / guide).read_text().split())
    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", script))
    assert len(named) >= 12
    assert sorted(name for name in named if f'"{name}"' not in words) == []


def test_the_odd_names_every_file_of_a_process_in_a_folder() -> None:
    named: dict[str, set[str]] = {}
    for folder, files in FOLDER.findall((ROOT / "sim/ODD.md").read_text()):
        named.setdefault(folder, set()).update(re.findall(r"`(\w+\.py)`", files))
    processes = ROOT / "sim/submodels"
    for folder in (path for path in processes.iterdir() if (path / "process.py").exists()):
        files = {path.name for path in folder.glob("*.py")} - {"__init__.py"}
        assert named.get(folder.name) == files, folder.name
