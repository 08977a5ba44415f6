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


def test_each_of_the_ten_rules_is_a_function_of_the_process_that_the_list_names() -> None:
    titles = re.findall(r"#### Process (\d+): (\w+)", (ROOT / "sim/ODD.md").read_text())
    process = {int(number): name for number, name in titles}
    listed = contributing("Ten rules, and where they are")
    rows = [row.split(" | ") for row in listed.splitlines() if "`sim/" in row and "|" in row]

    assert len(rows) == 10
    for rule, files, functions, number in rows:
        paths = re.findall(r"`([\w/.]+)`", files)
        text = "".join((ROOT / path).read_text() for path in paths)
        assert process[int(number.strip(" |"))] in paths[0].removesuffix(".py").split("/"), rule
        missing = [n for n in re.findall(r"`(\w+)`", functions) if f"def {n}(" not in text]
        assert not missing, rule


def test_each_way_to_add_something_is_told_in_under_ten_lines() -> None:
    told = re.split(r"^\*\*An? ", contributing("Adding"), flags=re.MULTILINE)[1:]
    names = [part.partition(".")[0] for part in told]

    assert names == ["claim", "scenario", "parameter", "outcome", "lever", "process"]
    assert all(len(part.strip().splitlines()) < 10 for part in told)


def test_a_module_of_over_four_hundred_lines_is_named_with_its_reason() -> None:
    named = PATH.findall(contributing("Checks").partition("Longer on purpose")[2])
    paths = [path for room in ("sim", "experiments") for path in (ROOT / room).rglob("*.py")]
    long = [str(p.relative_to(ROOT)) for p in paths if len(p.read_text().splitlines()) > 400]

    assert named
    assert [path for path in long if not path.startswith(tuple(named))] == []


def contributing(title: str) -> str:
    """Return a chapter of the page for developers."""
    chapters = (ROOT / "CONTRIBUTING.md").read_text().split("\n## ")
    return next(chapter for chapter in chapters if chapter.startswith(title))
