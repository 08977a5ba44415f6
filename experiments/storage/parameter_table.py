"""Every parameter as a table for papers: CSV, Markdown and HTML."""

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from experiments.config.compose import Resolved
from experiments.storage.output import saved
from sim.params import ParamInfo, Params, registry
from sim.params.declare import STATUSES

COLUMNS = (
    "group",
    "name",
    "value",
    "unit",
    "bounds",
    "status",
    "source",
    "mechanism",
    "evidence",
    "about",
)
STYLE = """\
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid #ddd; } th { background: #f3f3f3; }
td:nth-child(3) { text-align: right; white-space: nowrap; }
"""
Line = tuple[str, ...]


def write_parameters(resolved: Resolved) -> None:
    """Write ``parameters.csv``, ``parameters.md`` and ``parameters.html``."""
    table = lines(registry(), resolved.model.params)
    with saved("parameter_table", resolved) as result:
        frame = pd.DataFrame(table, columns=pd.Index(COLUMNS))
        frame.to_csv(result.staged / "parameters.csv", index=False)
        (result.staged / "parameters.md").write_text(as_markdown(table), encoding="utf-8")
        (result.staged / "parameters.html").write_text(as_html(table), encoding="utf-8")
    print(f"{len(table)} parameters ({status_counts(table)}): {result.folder}")


def number(value: float | bool | str) -> str:
    """Return a value as a person would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:.6g}"


def allowed(info: ParamInfo) -> str:
    """Return what a parameter may be: bounds, choices, or true and false."""
    if info.bounds is not None:
        return f"{number(info.bounds[0])} to {number(info.bounds[1])}"
    return " | ".join(info.choices) if info.choices else "true | false"


def lines(declared: Iterable[ParamInfo], params: Params) -> list[Line]:
    """Return one line for each declared parameter, with its value in this run."""
    return [
        (
            info.group,
            info.name,
            number(getattr(getattr(params, info.group), info.name)),
            info.unit,
            allowed(info),
            info.status,
            info.source,
            info.mechanism or "",
            info.evidence or "",
            info.about,
        )
        for info in declared
    ]


def by_group(table: Sequence[Line]) -> dict[str, list[Line]]:
    """Return the lines of each group, in order."""
    groups: dict[str, list[Line]] = {}
    for line in table:
        groups.setdefault(line[0], []).append(line)
    return groups


def as_markdown(table: Sequence[Line]) -> str:
    """Return the table in Markdown, one section for each group."""
    parts = ["# Parameters", "", f"{len(table)} parameters; {status_counts(table)}.", ""]
    for group, members in by_group(table).items():
        parts += [f"## {group}", "", _row(COLUMNS[1:]), _row(["---"] * len(COLUMNS[1:]))]
        parts += [_row(line[1:]) for line in members] + [""]
    return "\n".join(parts)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def as_html(table: Sequence[Line]) -> str:
    """Return the table as a page that needs nothing else."""
    body = [f"<h1>Parameters</h1><p>{len(table)} parameters; {status_counts(table)}.</p>"]
    for group, members in by_group(table).items():
        head = "".join(f"<th>{name}</th>" for name in COLUMNS[1:])
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line[1:]) + "</tr>\n"
            for line in members
        )
        body.append(f"<h2>{group}</h2>\n<table><tr>{head}</tr>\n{rows}</table>")
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Parameters</title>'
    start = f"{head}<style>{STYLE}</style>"
    return start + "\n".join(body) + "</html>\n"


def status_counts(table: Sequence[Line]) -> str:
    """Return how many parameters are measured, from literature, calibrated or assumed."""
    place = COLUMNS.index("status")
    found = [line[place] for line in table]
    return ", ".join(f"{found.count(status)} {status}" for status in STATUSES)
