"""Columns behind agents: arrays owned by a population, Mesa agents as light views of a row.

A population is a dataclass of NumPy arrays whose axis 0 is the agent. Submodels work on whole
columns; an agent reads and writes its row, and is made only when somebody asks for one.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

import mesa
import numpy as np
import numpy.typing as npt

from sim.array_types import BoolArray, IntArray
from sim.arrays import where_true

ACTIVATIONS: Final = ("batch", "one_by_one", "shuffled")
"""Ways to let agents act. All give the same bits: agents draw by row and read no other's."""


@dataclasses.dataclass
class Columns:
    """Base of the populations: who is alive, and which life of a reused row this is."""

    alive: BoolArray
    life: npt.NDArray[np.int32]

    @property
    def capacity(self) -> int:
        """Number of rows, in use or not."""
        return int(self.alive.size)

    @property
    def rows(self) -> IntArray:
        """Indices of the rows in use, ascending."""
        return where_true(self.alive)

    def occupy(self, rows: IntArray) -> None:
        """Start a new life in each of these free rows."""
        self.alive[rows] = True
        self.life[rows] += 1

    def vacate(self, rows: IntArray) -> None:
        """Free these rows for reuse."""
        self.alive[rows] = False


class Column:
    """Attribute of an agent that reads and writes its row in the column of the same name."""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember the column's name."""
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        """Return the agent's value, or its row of a matrix as a writable view."""
        if agent is None:
            return self
        value = getattr(agent.columns, self.name)[agent.row]
        return value.item() if isinstance(value, np.generic) else value

    def __set__(self, agent: Any, value: Any) -> None:
        """Store a value in the agent's row."""
        getattr(agent.columns, self.name)[agent.row] = value


class RowAgent(mesa.Agent):
    """A Mesa agent whose attributes live in the columns of its population."""

    population: ClassVar[str]

    def __init__(self, model: Any, row: int) -> None:
        """Register a view of one row with the model."""
        super().__init__(model)
        self.row = row
        self.life = int(self.columns.life[row])

    def remove(self) -> None:
        """Take the view off the model's register; only once its row has ended.

        Raises
        ------
        RuntimeError
            If the row is still in use: agents begin and end by the rules of the model.
        """
        if self.is_current:
            raise RuntimeError("an agent's row is in use: it ends by the rules of the model")
        super().remove()

    def __repr__(self) -> str:
        """Return the kind and the row."""
        return f"{type(self).__name__}(row={self.row})"

    @property
    def columns(self) -> Any:
        """The population that owns this agent's row."""
        return getattr(self.model, self.population)

    @property
    def is_current(self) -> bool:
        """Whether the row still holds this agent, not a later one and not nobody."""
        columns = self.columns
        return bool(columns.alive[self.row]) and int(columns.life[self.row]) == self.life


class SetsByKind(Mapping[type, Any]):
    """Agent sets by kind, like Mesa's own mapping; a set is made when it is asked for.

    Parameters
    ----------
    set_of
        Gives the set of a kind.
    kinds
        The keys.
    """

    def __init__(
        self, set_of: Callable[[type[RowAgent]], Any], kinds: tuple[type[RowAgent], ...]
    ) -> None:
        """Remember how sets are made."""
        self._set_of, self._kinds = set_of, kinds

    def __getitem__(self, kind: type | str) -> Any:
        """Return the set of a kind, by class or by its name, with a view for every row in use.

        Raises
        ------
        KeyError
            If there is no such kind; the message names those there are.
        """
        for known in self._kinds:
            if kind in (known, known.__name__):
                return self._set_of(known)
        names = ", ".join(known.__name__ for known in self._kinds)
        raise KeyError(f"{kind!r} is no kind of agents; there are {names}")

    def __iter__(self) -> Iterator[type]:
        """Go over the kinds."""
        return iter(self._kinds)

    def __len__(self) -> int:
        """Return the number of kinds."""
        return len(self._kinds)


def activate(model: Any, kind: type[RowAgent], act: Callable[[int, int], None]) -> None:
    """Let the agents of a kind act: all rows in one batch, or each through Mesa's agent set.

    Parameters
    ----------
    model
        Has ``activation``, one of ``ACTIVATIONS``; a batch where it has none.
    kind
        Whose population acts.
    act
        Called with the first row and the row after the last.

    Raises
    ------
    ValueError
        If the activation is unknown.
    """
    activation = getattr(model, "activation", "batch")
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}; it is one of {', '.join(ACTIVATIONS)}")
    if activation == "batch":
        act(0, getattr(model, kind.population).capacity)
        return
    agents = model.agents_by_type[kind]
    let = agents.shuffle_do if activation == "shuffled" else agents.do
    let(lambda agent: act(agent.row, agent.row + 1))
