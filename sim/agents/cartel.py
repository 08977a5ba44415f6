"""Cartels: columns, views, and how a group divides or joins another without losing anything."""

import dataclasses
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from sim.array_types import BoolArray, FloatArray, IntArray
from sim.arrays import where_true
from sim.population import Column, Columns, RowAgent
from sim.world.load import CHANNELS, DRUGS, MARKETS, REGIONS, ROUTES, TRADES

R, L, D, M, K, H = (len(axis) for axis in (REGIONS, ROUTES, DRUGS, MARKETS, TRADES, CHANNELS))


def _column(*shape: int, kind: str, fill: float = 0.0, dtype: type = float) -> Any:
    """Declare one column: its shape behind the agent axis, and what becomes of it.

    ``kind`` says what a birth, a split, a merger and an end do to it:

    - ``stock``: divided by a split and added to the heir in a merger (people, kg, money);
    - ``trait``: copied by a split (shares, beliefs);
    - ``outlook``: copied by a split, and by a group without a parent from one around it (what
      was reckoned to pay);
    - ``own``: never inherited, every group begins with ``fill``;
    - ``pair``: relations, left to the caller;
    - ``step``: a record of the last step, of whoever held the row; each process writes its own
      for all rows, and births and ends in between leave it as it is.
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
    fitness: FloatArray = _column(kind="own")  # log recruits relative to the average group
    leadership: FloatArray = _column(kind="own", fill=1.0)  # 1 intact, 0 none
    named: BoolArray = _column(kind="own", dtype=bool)  # one of the groups of groups.csv
    split_due: FloatArray = _column(kind="own", fill=np.inf)  # month of its division
    usual_size: FloatArray = _column(kind="own")  # 12-month mean [people]
    tenure: FloatArray = _column(R, kind="trait")  # months in each region
    wing: FloatArray = _column(kind="own")  # share that would leave in a split
    betrayal: FloatArray = _column(kind="own")  # extra fighting inside [ratio - 1]
    arrests: FloatArray = _column(R, kind="step")  # [people]
    deaths: FloatArray = _column(R, kind="step")  # members killed [people]
    locality_homicides: FloatArray = _column(R, kind="step")  # where the group lives
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
    drug_payoff: FloatArray = _column(D, kind="outlook")  # in the choice between drugs [log]
    route_payoff: FloatArray = _column(D, L, kind="outlook")  # share of the border price
    market_payoff: FloatArray = _column(D, M, kind="outlook", fill=1.0)  # after moving [USD/kg]
    made_kg: FloatArray = _column(D, kind="step")  # made or bought [pure kg]
    making_cost: FloatArray = _column(kind="step")  # of what was made [USD]
    shipped_kg: FloatArray = _column(D, M, kind="step")  # sent to each market [pure kg]
    delivered_kg: FloatArray = _column(D, M, kind="step")  # arrived in each market [pure kg]
    shipping_cost: FloatArray = _column(kind="step")  # of the loads [USD]
    border_loss: FloatArray = _column(D, kind="outlook")  # share of US-bound kg that is found
    net_price: FloatArray = _column(D, M, kind="outlook", fill=1.0)  # after losses [USD/kg]
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
    trade_payoff: FloatArray = _column(K, kind="outlook")  # one more member [USD/member-year]
    channel_payoff: FloatArray = _column(H, kind="outlook", fill=1.0)  # worth of a dollar
    entry_pay: FloatArray = _column(kind="outlook")  # pay of a newcomer [USD/year]
    cash_stress: FloatArray = _column(kind="outlook")  # how short of cash, 0-1
    income_gap: FloatArray = _column(kind="outlook")  # share of usual income missing, 0-1
    # relations between two groups: one row and one column each, symmetric
    alliance: FloatArray = _column(kind="pair")  # allied weight
    rivalry: FloatArray = _column(
        kind="pair"
    )  # national rivalry weight; fronts hold the local one
    fought: IntArray = _column(kind="pair", dtype=np.int64)  # bit r: were at war in region r
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
                    entry.metadata["fill"],
                    dtype=entry.metadata["dtype"],
                ),
            )
        columns.name = [""] * capacity
        return columns

    @classmethod
    @cache
    def _declared(cls) -> tuple[dataclasses.Field[Any], ...]:
        return tuple(entry for entry in dataclasses.fields(cls) if "kind" in entry.metadata)

    @classmethod
    @cache
    def _names_of(cls, *kinds: str) -> tuple[str, ...]:
        return tuple(e.name for e in cls._declared() if e.metadata["kind"] in kinds)

    def _of_kind(self, *kinds: str) -> list[FloatArray]:
        return [getattr(self, name) for name in self._names_of(*kinds)]

    @property
    def used(self) -> int:
        """The row after the last group; free rows hold no members."""
        rows = self.rows
        return int(rows[-1]) + 1 if rows.size else 0

    @property
    def size(self) -> FloatArray:
        """Members of each group over all regions [people], shape (n_rows,)."""
        size, used = np.zeros(self.capacity), self.used
        size[:used] = self.members[:used].sum(axis=1)
        return size

    def free_row(self) -> int | None:
        """Return the lowest free row, or None when the population is full."""
        free = where_true(~self.alive)
        return int(free[0]) if free.size else None

    def begin(self, row: int, name: str) -> None:
        """Open a free row for a new group with every column at its empty value."""
        self.occupy(np.array([row]))
        self.name[row] = name
        for entry in self._declared():
            kind, column = entry.metadata["kind"], getattr(self, entry.name)
            if kind != "step":
                column[row] = entry.metadata["fill"]
            if kind == "pair":
                column[:, row] = entry.metadata["fill"]

    def split(self, parent: int, child: int, share: float, name: str) -> None:
        """Divide a group: the child takes ``share`` of every stock and copies every trait.

        Relations are left to the caller. People, kilograms and money are conserved.
        """
        self.begin(child, name)
        for column in self._of_kind("stock"):
            column[child] = share * column[parent]
            column[parent] -= column[child]
        for column in self._of_kind("trait", "outlook"):
            column[child] = column[parent]

    def copy_outlook(self, row: int, other: int) -> None:
        """Let a group without a parent reckon as another one does."""
        for column in self._of_kind("outlook"):
            column[row] = column[other]

    def absorb(self, heir: int, gone: int) -> None:
        """Add every stock of one group to its heir and free its row."""
        for column in self._of_kind("stock"):
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
    def used(self) -> int:
        """The row after the last group; free rows hold no members."""
        rows = self.rows
        return int(rows[-1]) + 1 if rows.size else 0

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
        allied = where_true(self.columns.alliance[self.row] > 0.0)
        return [self.columns.name[row] for row in allied]
