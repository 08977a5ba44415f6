"""What a birth, a split, a merger and an end do to every column of the cartels."""

import dataclasses

import numpy as np
import pytest

from sim.agents.cartel import CartelColumns
from sim.array_types import FloatArray

COLUMNS = {
    entry.name: entry.metadata
    for entry in dataclasses.fields(CartelColumns)
    if "kind" in entry.metadata
}
PARENT, OTHER, CHILD = 0, 1, 2


def of_kind(*kinds: str) -> list[str]:
    return [name for name, metadata in COLUMNS.items() if metadata["kind"] in kinds]


@pytest.fixture
def cartels() -> CartelColumns:
    """Two groups and a free row, every column with a number of its own."""
    columns = CartelColumns.empty(3)
    for row, name in ((PARENT, "parent"), (OTHER, "other")):
        columns.begin(row, name)
    for number, name in enumerate(COLUMNS, start=1):
        column = getattr(columns, name)
        column[:] = np.arange(number, number + column.size).reshape(column.shape)
    return columns


def values(cartels: CartelColumns, name: str, row: int) -> FloatArray:
    return np.asarray(getattr(cartels, name)[row], float).copy()


def test_every_kind_of_column_is_a_known_one() -> None:
    kinds = {metadata["kind"] for metadata in COLUMNS.values()}
    assert kinds == {"stock", "trait", "outlook", "own", "pair", "step"}


def test_a_split_divides_stocks_copies_traits_and_begins_what_is_never_inherited(
    cartels: CartelColumns,
) -> None:
    before = {name: values(cartels, name, PARENT) for name in COLUMNS}
    last_step = {name: values(cartels, name, CHILD) for name in of_kind("step")}

    cartels.split(PARENT, CHILD, 0.25, "child")

    for name in of_kind("stock"):
        np.testing.assert_allclose(values(cartels, name, CHILD), 0.25 * before[name])
        np.testing.assert_allclose(values(cartels, name, PARENT), 0.75 * before[name])
    for name in of_kind("trait", "outlook"):
        np.testing.assert_array_equal(values(cartels, name, CHILD), before[name])
    for name in of_kind("own"):
        assert (values(cartels, name, CHILD) == COLUMNS[name]["fill"]).all(), name
    for name, value in last_step.items():
        np.testing.assert_array_equal(values(cartels, name, CHILD), value)
    for name in of_kind("pair"):
        assert not values(cartels, name, CHILD).any()
        assert not getattr(cartels, name)[:, CHILD].any()


def test_a_group_that_begins_reckons_as_a_neighbour_and_inherits_nothing_else(
    cartels: CartelColumns,
) -> None:
    cartels.begin(CHILD, "new")
    cartels.copy_outlook(CHILD, OTHER)

    for name in of_kind("outlook"):
        np.testing.assert_array_equal(
            values(cartels, name, CHILD), values(cartels, name, OTHER)
        )
    for name in of_kind("stock", "trait", "own"):
        assert (values(cartels, name, CHILD) == COLUMNS[name]["fill"]).all(), name


def test_a_merger_adds_stocks_and_leaves_an_empty_row(cartels: CartelColumns) -> None:
    before = {name: values(cartels, name, PARENT) for name in COLUMNS}
    gone = {name: values(cartels, name, OTHER) for name in COLUMNS}

    cartels.absorb(PARENT, OTHER)

    assert not cartels.alive[OTHER]
    for name in of_kind("stock"):
        np.testing.assert_allclose(values(cartels, name, PARENT), before[name] + gone[name])
    for name in of_kind("trait", "outlook", "own"):
        np.testing.assert_array_equal(values(cartels, name, PARENT), before[name])
    for name in of_kind("stock", "trait", "outlook", "own"):
        assert (values(cartels, name, OTHER) == COLUMNS[name]["fill"]).all(), name
