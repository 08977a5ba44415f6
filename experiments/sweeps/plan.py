"""The points of a sweep, from swept overrides or a design file, all checked before any runs."""

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from experiments.config.compose import Resolved, compose_tree, plain_value, point_tree, resolve
from experiments.config.errors import InputError, refused
from experiments.config.overrides import Setting
from experiments.config.values import Option
from experiments.presentation.progress import each
from experiments.storage.fingerprint import fingerprint
from experiments.sweeps.design import (
    MOST_POINTS,
    OF_THE_SWEEP,
    Row,
    read_design,
    refuse_too_many,
)

MOST_ROWS_NAMED: Final = 5
MANY_POINTS: Final = 100
"""Points from which a sweep says how many they are, before it starts."""


@dataclass(frozen=True)
class Sweep:
    """Checked points: what they share, what each sets, and the digest of each one's config.

    ``first`` is the first point; it also tells where the whole sweep goes. ``options`` are the
    keys of the command alone.
    """

    base: tuple[str, ...]
    points: list[Row]
    digests: list[str]
    first: Resolved
    options: Mapping[str, Option]

    @property
    def keys(self) -> list[str]:
        """Dotted keys that points set, in order of appearance."""
        return list(dict.fromkeys(itertools.chain.from_iterable(self.points)))


def plan_sweep(
    settings: Sequence[Setting], command: str, options: Mapping[str, Option]
) -> Sweep:
    """Return the points of a sweep: every row of the design with every swept value.

    Raises
    ------
    InputError
        With every error of every point, rows and columns named, before anything runs.
    """
    shared = [s for s in settings if not s.parsed.is_sweep_override()]
    swept = [s for s in settings if s.parsed.is_sweep_override()]
    base = tuple(s.text for s in shared if not s.key.startswith("hydra"))
    design = compose_tree(shared)["design"]
    if design is not None and not isinstance(design, str):
        raise InputError([refused("design", design, "a path in quotes, or null")])
    n_swept = _count(swept)
    refuse_too_many(n_swept)
    rows, errors = ([{}], []) if design is None else read_design(Path(design), n_swept)
    columns = set(itertools.chain.from_iterable(rows))
    errors += [
        f"{setting.key}: is swept here and a column of {design}; allowed: one of them"
        for setting in swept
        if setting.key in columns
    ]
    points = rows
    try:
        points = list(_product(rows, swept))
    except InputError as error:
        errors += error.errors
    try:
        first, digests = _check(
            base,
            points or [{}],
            design if points else None,
            is_whole=not errors,
            command=command,
            options=options,
        )
    except InputError as error:
        raise InputError([*errors, *error.errors]) from error
    if errors:
        raise InputError(errors)
    return Sweep(base, points, digests, _noted(first, shared, rows, points), options)


def _noted(
    first: Resolved, shared: Sequence[Setting], rows: Sequence[Row], points: Sequence[Row]
) -> Resolved:
    """Return the first point with what a user should know before the sweep starts."""
    design, columns = first.tree["design"], dict.fromkeys(itertools.chain.from_iterable(rows))
    for setting in shared:
        if setting.key in columns:
            what = f"{setting.text}: the column '{setting.key}' of {design} replaces it"
            first = first.noting(f"{what}, but where a cell is empty")
    if blank := _blank_cells(rows, columns):
        first = first.noting(f"{design}: {blank} empty and leave their keys as they are")
    if len(points) >= MANY_POINTS:
        first = first.noting(f"{len(points):,} points will be run, one folder each")
    return first


def _blank_cells(rows: Sequence[Row], columns: Iterable[str]) -> str:
    """Return how many cells of a design are empty, and the first of them."""
    blank = [(n, name) for n, row in enumerate(rows, 1) for name in columns if name not in row]
    if not blank:
        return ""
    number, name = min(blank)
    where = f"(row {number}, {name})"
    return f"1 cell {where} is" if len(blank) == 1 else f"{len(blank)} cells {where}, ... are"


def has_design(settings: Sequence[Setting]) -> bool:
    """Whether settings, or the experiment that they choose, name a design file."""
    if not {"design", "experiment"} & {setting.key for setting in settings}:
        return False
    shared = [s for s in settings if not s.parsed.is_sweep_override()]
    return compose_tree(shared)["design"] is not None


def resolve_point(base: Sequence[str], point: Row, options: Mapping[str, Option]) -> Resolved:
    """Return the checked run of one point."""
    keys = [text.lstrip("+~").partition("=")[0] for text in base]
    return resolve(point_tree(tuple(base), point), [*keys, *point], dict(options), [])


def _count(swept: Sequence[Setting]) -> int:
    """Return how many combinations of swept values there are; none is read."""
    counts = [sum(1 for _ in itertools.islice(s.values(), MOST_POINTS + 1)) for s in swept]
    return math.prod(counts)


def _product(rows: list[Row], swept: Sequence[Setting]) -> Iterator[Row]:
    errors = [
        refused(setting.key, setting.text, "a key of the points, not of the whole sweep")
        for setting in swept
        if setting.key.split(".")[0] in (*OF_THE_SWEEP, "hydra")
    ]
    errors += [
        f"{setting.key}: interpolations can't be swept"
        for setting in swept
        if "${" in setting.text
    ]
    values: list[list[Row]] = []
    for setting in swept:
        variants = list(itertools.islice(setting.values(), MOST_POINTS + 1))
        values.append([{variant.key: plain_value(variant)} for variant in variants])
        if not variants:
            errors.append(f"{setting.key}: the sweep {setting.text} is empty")
    if errors:
        raise InputError(errors)
    for row in rows:
        for combination in itertools.product(*values):
            point = dict(row)
            for value in combination:
                point |= value
            yield point


def _check(
    base: tuple[str, ...],
    points: list[Row],
    design: str | None,
    *,
    is_whole: bool,
    command: str,
    options: Mapping[str, Option],
) -> tuple[Resolved, list[str]]:
    """Resolve every point; return the first, and the digest of each one's config.

    Points that lack what could not be read are not compared with each other.
    """
    errors: dict[str, list[int]] = {}
    places: dict[str, int] = {}
    first = None
    for number, point in enumerate(each(points, "checking", "points"), start=1):
        try:
            resolved = resolve_point(base, point, options)
        except InputError as error:
            for message in error.errors:
                errors.setdefault(message, []).append(number)
            continue
        first = first or resolved
        digest = fingerprint(command, resolved.tree)["config"]
        if is_whole and digest in places:
            message = f"the same as point {places[digest]}; allowed: each point once"
            errors.setdefault(message, []).append(number)
        places.setdefault(digest, number)
    if errors:
        raise InputError(list(_grouped(errors, len(points), design)))
    assert first is not None
    return first, list(places)


def _grouped(
    errors: Mapping[str, list[int]], n_points: int, design: str | None
) -> Iterable[str]:
    """Say an error of all points once, and others with their rows."""
    for message, numbers in errors.items():
        is_of_one = design is not None or message.startswith("the same")
        if not is_of_one or (len(numbers) == n_points and n_points > 1):
            yield message
            continue
        more = len(numbers) - MOST_ROWS_NAMED
        named = ", ".join(map(str, numbers[:MOST_ROWS_NAMED]))
        where = f"{design} row" if design is not None else "point"
        yield f"{where} {named}{f' and {more} more' if more > 0 else ''}: {message}"
