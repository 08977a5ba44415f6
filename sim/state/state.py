"""The whole state of a run: what every process may read, declared name by name."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from sim.agents.cartel import CartelColumns
from sim.agents.consumer import ConsumerColumns
from sim.agents.enforcer import EnforcerColumns
from sim.agents.firm import FirmColumns
from sim.array_types import FloatArray, WordArray
from sim.config import AdaptationSwitches, ModelConfig
from sim.params import Params
from sim.rates import MONTHS_PER_YEAR
from sim.state.conflict import ConflictState
from sim.state.consumption import ConsumptionState
from sim.state.enforcement import EnforcementState
from sim.state.finance import FinanceState
from sim.state.firms import FirmState
from sim.state.flows import Flows
from sim.state.institutions import InstitutionsState
from sim.state.markets import MarketsState
from sim.state.production import ProductionState
from sim.state.recruitment import RecruitmentState
from sim.state.shipping import ShippingState
from sim.state.structure import StructureState
from sim.state.treatment import TreatmentState
from sim.state.wars import WarsState
from sim.streams import draw_key, random_stream, uniforms
from sim.world.load import World


class State:
    """All that a month reads and writes, and the few questions that a process may ask.

    Processes take a ``State``, so that a misspelt attribute is an error of types; the Mesa
    model is a ``State`` with agents and a schedule.
    """

    config: ModelConfig
    params: Params
    strength: Mapping[str, float]
    """Strength of each mechanism: 1 on, 0 off, -1 reversed."""
    world: World
    months: pd.DatetimeIndex
    month: int
    """Months since the start of the run."""
    substep: int
    dt: float
    """Length of a step [month]."""
    flows: Flows
    """What this month adds up."""
    activation: str
    """One of `sim.population.ACTIVATIONS`; all give the same bits."""

    cartels: CartelColumns
    firms: FirmColumns
    enforcers: EnforcerColumns
    consumers: ConsumerColumns

    structure: StructureState
    enforcement: EnforcementState
    institutions: InstitutionsState
    production: ProductionState
    shipping: ShippingState
    markets: MarketsState
    consumption: ConsumptionState
    treatment: TreatmentState
    firm_state: FirmState
    finance: FinanceState
    recruitment: RecruitmentState
    conflict: ConflictState
    wars: WarsState

    _drivers: Mapping[str, FloatArray]
    _levers: dict[str, FloatArray]
    _history: dict[str, FloatArray]
    """Levers as they were without any policy."""

    def policy_of_the_month(self) -> dict[str, float]:
        """Return every lever's value this month."""
        return {name: float(path[self.month]) for name, path in self._levers.items()}

    def stream(self, process: str) -> np.random.Generator:
        """Return one process's generator this step, for what isn't drawn by row; ask once."""
        return random_stream(self.config.seed, process, self.month, self.substep)

    def draw_key(self, process: str) -> WordArray:
        """Return the key of one process's numbers by row in this step."""
        return draw_key(self.config.seed, process, self.month, self.substep)

    def uniforms(self, process: str, draws: int, n_rows: int) -> FloatArray:
        """Return a process's uniform numbers by row in this step, shape (draws, n_rows)."""
        return uniforms(self.draw_key(process), draws, n_rows)

    def driver(self, name: str, month: int | None = None) -> float:
        """Return a dated input's value this month, or in another by its number."""
        return float(self._drivers[name][self.month if month is None else month])

    def baseline_lever(self, name: str) -> float:
        """Return the reference of 2012: what history set in the first month, not the run."""
        return float(self._history[name][0])

    def without_policy(self, name: str) -> float:
        """Return what history sets a lever to this month, whatever the run sets."""
        return float(self._history[name][self.month])

    @cached_property
    def _months_before(self) -> int:
        """Months from the year 0 to the start of the run, which never moves."""
        return int(self.months[0].year) * 12 + int(self.months[0].month) - 1

    @property
    def calendar_year(self) -> int:
        """The year of the month, without asking pandas for a date."""
        return (self._months_before + self.month) // 12

    @property
    def month_of_year(self) -> int:
        """The month of the year, 1 to 12."""
        return (self._months_before + self.month) % 12 + 1

    def year_fraction(self) -> float:
        """Return the years since the first month at the middle of this step."""
        return (self.month + (self.substep + 0.5) * self.dt) / MONTHS_PER_YEAR

    def is_frozen(self, choice: str) -> bool:
        """Whether a choice no longer adapts: switched off, and the policy has begun."""
        if choice not in AdaptationSwitches.__dataclass_fields__:
            raise KeyError(choice)
        is_on = bool(getattr(self.config.adaptation, choice))
        return not is_on and self.months[self.month] >= self.config.calendar.policy_start
