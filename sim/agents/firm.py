"""Firms: weighted plants and shops; each agent stands for many of one region and stratum."""

import dataclasses
from dataclasses import dataclass, field

import numpy as np

from sim.array_types import FloatArray, IntArray
from sim.population import Column, Columns, RowAgent

SECTORS = ("exporter", "domestic", "micro")


@dataclass
class FirmColumns(Columns):
    """State of every firm agent, shape (n_firms,); counts are of the firms behind it."""

    region: IntArray = field(init=False)
    sector: IntArray = field(init=False)  # index into SECTORS
    firms: FloatArray = field(init=False)  # firms that it stands for
    firms_2012: FloatArray = field(init=False)  # the same in the first month
    jobs: FloatArray = field(init=False)  # formal jobs
    jobs_2012: FloatArray = field(init=False)  # the same in the first month
    sales: FloatArray = field(init=False)  # [USD/year]
    sales_2012: FloatArray = field(init=False)  # the same in the first month [USD/year]
    export_exposure: FloatArray = field(init=False)  # share of sales exported to the US
    paying: FloatArray = field(init=False)  # firms that pay a levy
    levy: FloatArray = field(init=False)  # levy as share of sales of a paying firm
    compliance: FloatArray = field(init=False)  # compliance spending [USD/year]
    usual_exit: FloatArray = field(init=False)  # closures from crime in 2012 [1/year]
    margin: FloatArray = field(init=False)  # profit as share of sales

    @classmethod
    def empty(cls, capacity: int) -> "FirmColumns":
        """Return ``capacity`` rows in use, all zero."""
        columns = cls(alive=np.ones(capacity, bool), life=np.ones(capacity, np.int32))
        for name in ("region", "sector"):
            setattr(columns, name, np.zeros(capacity, np.int64))
        for entry in dataclasses.fields(cls):
            if entry.name not in ("alive", "life", "region", "sector"):
                setattr(columns, entry.name, np.zeros(capacity))
        return columns


class Firm(RowAgent):
    """One firm agent. Attributes read and write its row of ``model.firms``."""

    population = "firms"

    region = Column()
    sector = Column()
    firms = Column()
    jobs = Column()
    sales = Column()
    export_exposure = Column()
    paying = Column()
    levy = Column()
    compliance = Column()
    margin = Column()

    @property
    def is_extorted(self) -> bool:
        """Whether any of the firms behind this agent pays a levy."""
        return bool(self.paying > 0.0)
