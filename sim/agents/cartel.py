"""Cartels: columns, views, and how a group divides or joins another without losing anything."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.population import Column, Columns, RowAgent
from sim.world.load import CHANNELS, DRUGS, MARKETS, REGIONS, ROUTES, TRADES

R, L, D, M, K, H = (len(axis) for axis in (REGIONS, ROUTES, DRUGS, MARKETS, TRADES, CHANNELS))


def _column(*shape: int, kind: str, fill: float = 0.0, dtype: type = float) -> Any:
    """Declare one column: its shape behind the agent axis, and what a split does to it.

    ``kind`` is ``stock`` (divided: people, kg, money) or ``trait`` (copied: shares, beliefs).
    """
    return field(
        init=False, metadata={"shape": shape, "kind": kind, "fill": fill, "dtype": dtype}
    )


@dataclass
class CartelColumns(Columns):
    """Every cartel's state, one row each; shapes are (n_rows, ...)."""

    # organisation: owned by recruitment, conflict and structure
    members: FloatArray = _column(R, kind="stock")  # people per region
    home: IntArray = _column(kind="trait", dtype=int)  # region index of the leader's home
    hazard: FloatArray = _column(R, kind="trait")  # extra conflict after a removal [ratio - 1]
    locality_hazard: FloatArray = _column(R, kind="trait")  # the same where the group lives
    fitness: FloatArray = _column(kind="trait")  # log recruits relative to the average group
    leadership: FloatArray = _column(kind="trait", fill=1.0)  # 1 intact, 0 none
    named: BoolArray = _column(kind="trait", dtype=bool)  # one of the groups of groups.csv
    # supply: owned by production, shipping and adaptation
    capacity_kg: FloatArray = _column(D, kind="stock")  # pure kg a month at full use
    stock_kg: FloatArray = _column(D, kind="stock")  # pure kg in hand in Mexico
    knows: BoolArray = _column(D, kind="trait", dtype=bool)  # can make this drug
    labour_2012: FloatArray = _column(kind="stock")  # members in trafficking at the start
    disruption: FloatArray = _column(kind="trait")  # share of capacity lost for now, 0..1
    drug_share: FloatArray = _column(D, kind="trait")  # effort over drugs, sums to 1
    drug_belief: FloatArray = _column(D, kind="trait")
    route_share: FloatArray = _column(D, L, kind="trait")  # US-bound kg over routes, sums to 1
    route_weight: FloatArray = _column(D, L, kind="trait")  # shares of 2012, by access
    route_belief: FloatArray = _column(D, L, kind="trait")  # margin per kg as fraction of price
    load_size: FloatArray = _column(D, L, kind="trait", fill=1.0)  # multiple of the 2012 load
    market_share: FloatArray = _column(D, M, kind="trait")  # kg over markets, sums to 1
    market_belief: FloatArray = _column(D, M, kind="trait")
    margin_belief: FloatArray = _column(D, kind="trait")  # price over required price, log
    # money: owned by finance, firms and adaptation
    trade_share: FloatArray = _column(K, kind="trait")  # labour over trades, sums to 1
    trade_belief: FloatArray = _column(K, kind="trait")  # marginal return [USD/member-year]
    trade_reference: FloatArray = _column(K, kind="trait")
    trade_weight: FloatArray = _column(K, kind="trait")  # shares at the group's start
    channel_share: FloatArray = _column(H, kind="trait")  # proceeds over channels, sums to 1
    channel_belief: FloatArray = _column(H, kind="trait")
    channel_reference: FloatArray = _column(H, kind="trait")
    channel_weight: FloatArray = _column(H, kind="trait")  # shares at the group's start
    revenue: FloatArray = _column(
        K, kind="stock"
    )  # gross by trade [USD/year], this step's rate
    border_revenue: FloatArray = _column(D, kind="stock")  # drug sales this step [USD]
    product_cost: FloatArray = _column(kind="stock")  # making and moving drugs this step [USD]
    net_revenue: FloatArray = _column(kind="stock")  # after product, fees, bribes [USD/year]
    usual_net_revenue: FloatArray = _column(kind="trait")  # 5-year mean [USD/member-year]
    commitments: FloatArray = _column(
        kind="stock"
    )  # pay, overhead, bribes, arms [USD/year], 12-month mean
    cash: FloatArray = _column(kind="stock")  # [USD]
    draw_rate: FloatArray = _column(
        kind="trait"
    )  # owners' draw on cash over the floor [1/year]
    pay: FloatArray = _column(kind="trait")  # mean pay of a member [USD/year]
    pay_reference: FloatArray = _column(
        kind="trait"
    )  # net revenue per member in 2012 [USD/year]
    liquidity: FloatArray = _column(kind="trait")  # months of commitments held in cash
    buffer: FloatArray = _column(kind="trait")  # months of commitments it wants to hold
    arms_budget: FloatArray = _column(kind="stock")  # spent on arms [USD/year]
    # relations between two groups: one row and one column each, symmetric
    alliance: FloatArray = _column(kind="pair")  # allied weight
    rivalry: FloatArray = _column(
        kind="pair"
    )  # national rivalry weight; fronts hold the local one
    name: list[str] = field(init=False, default_factory=list)

    @classmethod
    def empty(cls, capacity: int) -> "CartelColumns":
        """Return a population of ``capacity`` free rows."""
        columns = cls(alive=np.zeros(capacity, bool), life=np.zeros(capacity, np.int32))
        for entry in columns._declared():
            shape = (capacity,) if entry.metadata["kind"] == "pair" else entry.metadata["shape"]
            setattr(
                columns,
                entry.name,
                np.full(
                    (capacity, *shape),
                    entry.metadata.get("fill", 0.0),
                    dtype=entry.metadata["dtype"],
                ),
            )
        columns.name = [""] * capacity
        return columns

    @classmethod
    def _declared(cls) -> list[dataclasses.Field[Any]]:
        return [entry for entry in dataclasses.fields(cls) if "kind" in entry.metadata]

    @property
    def size(self) -> FloatArray:
        """Members of each group over all regions [people], shape (n_rows,)."""
        return self.members.sum(axis=1)

    def free_row(self) -> int | None:
        """Return the lowest free row, or None when the population is full."""
        free = np.flatnonzero(~self.alive)
        return int(free[0]) if free.size else None

    def begin(self, row: int, name: str) -> None:
        """Open a free row for a new group with every column at its empty value."""
        self.occupy(np.array([row]))
        self.name[row] = name
        for entry in self._declared():
            column = getattr(self, entry.name)
            column[row] = entry.metadata.get("fill", 0.0)
            if entry.metadata["kind"] == "pair":
                column[:, row] = 0.0

    def split(self, parent: int, child: int, share: float, name: str) -> None:
        """Divide a group: the child takes ``share`` of every stock and copies every trait.

        Relations are left to the caller. People, kilograms and money are conserved.
        """
        self.begin(child, name)
        for entry in self._declared():
            column = getattr(self, entry.name)
            if entry.metadata["kind"] == "stock":
                column[child] = share * column[parent]
                column[parent] -= column[child]
            elif entry.metadata["kind"] == "trait":
                column[child] = column[parent]
        self.named[child] = False

    def absorb(self, heir: int, gone: int) -> None:
        """Add every stock of one group to its heir and free its row."""
        for entry in self._declared():
            if entry.metadata["kind"] == "stock":
                column = getattr(self, entry.name)
                column[heir] += column[gone]
        self.clear(gone)

    def clear(self, row: int) -> None:
        """Free a row and set every column to its empty value."""
        self.begin(row, "")
        self.vacate(np.array([row]))


class Cartel(RowAgent):
    """One criminal group. Attributes read and write its row of ``model.cartels``."""

    population = "cartels"

    members = Column()
    home = Column()
    leadership = Column()
    fitness = Column()
    hazard = Column()
    capacity_kg = Column()
    stock_kg = Column()
    knows = Column()
    drug_share = Column()
    route_share = Column()
    load_size = Column()
    market_share = Column()
    trade_share = Column()
    channel_share = Column()
    revenue = Column()
    net_revenue = Column()
    cash = Column()
    pay = Column()
    liquidity = Column()
    arms_budget = Column()

    @property
    def name(self) -> str:
        """Short name of the group."""
        return str(self.columns.name[self.row])

    @property
    def size(self) -> float:
        """Members over all regions [people]."""
        return float(self.columns.members[self.row].sum())

    @property
    def rivals(self) -> list[str]:
        """Names of the groups that it fights, nationally or on a front."""
        return [self.columns.name[row] for row in self.model.rivals_of(self.row)]

    @property
    def allies(self) -> list[str]:
        """Names of its allies."""
        allied = np.flatnonzero(self.columns.alliance[self.row] > 0.0)
        return [self.columns.name[row] for row in allied]
