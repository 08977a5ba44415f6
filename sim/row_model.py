"""Mesa's model over rows: agents are views, made when somebody asks Mesa for them.

Mesa ships no types. What this model uses of it is declared here, so that a misspelt attribute
of the model is an error of types, as one of the state is.
"""

from typing import TYPE_CHECKING, Any

from sim.agents.cartel import Cartel
from sim.agents.consumer import Consumer
from sim.agents.enforcer import Enforcer
from sim.agents.firm import Firm
from sim.population import RowAgent, SetsByKind

AGENT_KINDS: tuple[type[RowAgent], ...] = (Cartel, Firm, Enforcer, Consumer)

if TYPE_CHECKING:
    import random

    import numpy as np

    class MesaModel:
        """The part of ``mesa.Model`` that is used here."""

        rng: np.random.Generator
        random: random.Random
        steps: int
        time: float
        running: bool

        def __init__(self, *, rng: int) -> None:
            """Seed Mesa's own generators."""

        def _wrapped_step(self) -> None:
            """Advance Mesa's clock by one and run what is due: the model's step."""

        @property
        def agents(self) -> Any:
            """Mesa's register of agents."""

        @property
        def agents_by_type(self) -> Any:
            """Mesa's register of agents by kind."""

        @property
        def agent_types(self) -> list[type]:
            """Kinds of agents."""
else:
    from mesa import Model as MesaModel


class RowModel(MesaModel):
    """Gives Mesa's sets of agents their views, for rows that have none yet."""

    @property
    def agents(self) -> Any:
        """All agents, as Mesa's own set; views are made now for rows that have none."""
        for kind in AGENT_KINDS:
            self._sync_views(kind)
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """Mesa's agent sets by kind; a kind's views are made when its set is asked for."""
        return SetsByKind(self._set_of, AGENT_KINDS)

    @property
    def agent_types(self) -> list[type]:
        """The four kinds of agents."""
        return list(AGENT_KINDS)

    def _set_of(self, kind: type[RowAgent]) -> Any:
        self._sync_views(kind)
        return super().agents_by_type[kind]

    def _sync_views(self, kind: type[RowAgent]) -> None:
        """Make Mesa's register of one kind of agents agree with the rows in use."""
        columns = getattr(self, kind.population)
        known = set()
        for agent in list(super().agents_by_type.get(kind, ())):
            if agent.is_current:
                known.add(agent.row)
            else:
                agent.remove()
        for row in columns.rows.tolist():
            if row not in known:
                kind(self, row)
