"""Every parameter of the model, declared once.

One file per process; each parameter states value, unit, bounds, status, source, meaning, the
mechanism whose strength scales it and the row of the evidence it comes from. Tables for
papers, ranges for sensitivity runs and checks on configs are all derived from here.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.params.adaptation import AdaptationParams
from sim.params.conflict import ConflictParams
from sim.params.consumption import ConsumptionParams
from sim.params.declare import ParamGroup, ParamInfo, param
from sim.params.enforcement import EnforcementParams
from sim.params.finance import FinanceParams
from sim.params.firms import FirmsParams
from sim.params.institutions import InstitutionsParams
from sim.params.markets import MarketsParams
from sim.params.production import ProductionParams
from sim.params.recruitment import RecruitmentParams
from sim.params.shipping import ShippingParams
from sim.params.structure import StructureParams
from sim.params.treatment import TreatmentParams
from sim.params.wars import WarsParams

__all__ = ["ParamGroup", "ParamInfo", "Params", "param", "registry"]


@dataclass
class Params:
    """All parameters, one group per process."""

    institutions: InstitutionsParams = field(default_factory=InstitutionsParams)
    enforcement: EnforcementParams = field(default_factory=EnforcementParams)
    adaptation: AdaptationParams = field(default_factory=AdaptationParams)
    production: ProductionParams = field(default_factory=ProductionParams)
    shipping: ShippingParams = field(default_factory=ShippingParams)
    markets: MarketsParams = field(default_factory=MarketsParams)
    consumption: ConsumptionParams = field(default_factory=ConsumptionParams)
    treatment: TreatmentParams = field(default_factory=TreatmentParams)
    firms: FirmsParams = field(default_factory=FirmsParams)
    finance: FinanceParams = field(default_factory=FinanceParams)
    recruitment: RecruitmentParams = field(default_factory=RecruitmentParams)
    conflict: ConflictParams = field(default_factory=ConflictParams)
    structure: StructureParams = field(default_factory=StructureParams)
    wars: WarsParams = field(default_factory=WarsParams)


def registry() -> Iterator[ParamInfo]:
    """Yield the declaration of every parameter, in the order of the month's processes."""
    for group in dataclasses.fields(Params):
        group_type = group.default_factory
        if isinstance(group_type, type) and issubclass(group_type, ParamGroup):
            yield from group_type.declared(group.name)
