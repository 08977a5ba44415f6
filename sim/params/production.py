"""Parameters of the process ``production``."""

from dataclasses import dataclass

from sim.params.declare import ParamGroup, param


@dataclass
class ProductionParams(ParamGroup):
    """Capacity, its use and growth, know-how, and precursors."""

    capacity_spread: float = param(
        0.6,
        unit="log standard deviation",
        bounds=(0.2, 1.2),
        status="assumed",
        source="a guess: the nation hardly depends on it",
        about="Spread of 2012 capacity between groups around one over rank.",
    )
    generated_share: float = param(
        0.15,
        unit="share",
        bounds=(0.0, 0.5),
        status="assumed",
        source="small groups work for larger ones; a thin tail",
        about="Chance that a generated group makes or buys one of the old drugs in 2012.",
    )
    fentanyl_groups_2012: float = param(
        3.0,
        unit="groups",
        bounds=(1.0, 4.0),
        status="assumed",
        source="dea2024: first Mexican fentanyl about 2012-14, by the largest groups",
        about="Heroin groups that know fentanyl at the start, the largest ones.",
    )
    usual_use: float = param(
        0.85,
        unit="share",
        bounds=(0.7, 0.95),
        status="assumed",
        source="leaves room for a rise of output by a sixth",
        about="Share of capacity in use at the normal margin.",
    )
    use_elasticity: float = param(
        0.15,
        unit="elasticity",
        bounds=(0.0, 0.5),
        status="assumed",
        source="short-run supply is steep; under 3% on any target",
        about="Response of the use of capacity to price over required price.",
    )
    capacity_growth: float = param(
        0.031,
        unit="1/month",
        bounds=(0.02, 0.05),
        status="calibrated",
        source="dose share of fentanyl 2014-22 (H2) and the recovery of E9",
        about="Growth of capacity for each log point of margin above normal.",
        prior=(0.025, 0.035, 0.045),
    )
    labour_elasticity: float = param(
        0.3,
        unit="elasticity",
        bounds=(0.0, 1.0),
        status="assumed",
        source="no estimate; 0 to 1 moved members by 1% when all was joined",
        about="Response of output to members working in trafficking.",
    )
    disruption_half_life: float = param(
        6.0,
        unit="month",
        bounds=(2.0, 18.0),
        status="assumed",
        source="calderon2015: most of the effect of a capture is gone in a year",
        about="Half-life of capacity lost for now to captures and strikes.",
        mechanism="kingpin_fragmentation",
    )
    use_of_pipeline: float = param(
        1.0,
        unit="month",
        bounds=(0.5, 3.0),
        status="assumed",
        source="loads wait about a month",
        about="Time constant of shipping what has been made.",
    )
    knowhow_base: float = param(
        0.004,
        unit="1/month",
        bounds=(0.001, 0.01),
        status="assumed",
        source="not identifiable from published series (under 8% on anything)",
        about="Hazard of learning to make fentanyl when nobody else does.",
    )
    adoption_rate: float = param(
        0.08,
        unit="1/month",
        bounds=(0.03, 0.2),
        status="literature",
        source="gladden2016 and caulkins2026: from 5% to 90% in 8 years nationally, 3 locally",
        about="Rise of that hazard with the share of opioid groups that know (logistic).",
        mechanism="potency_substitution",
        evidence="potency_substitution.adoption_rate",
    )
    novel_learning_time: float = param(
        36.0,
        unit="month",
        bounds=(12.0, 120.0),
        status="assumed",
        source="drugs.csv: months to Mexican production after a fentanyl precursor shock",
        about="Mean time to a novel opioid for a fentanyl group whose chemicals are all gone.",
        mechanism="potency_substitution",
    )
    first_doses: float = param(
        5000.0,
        unit="doses/month",
        bounds=(500.0, 100000.0),
        status="assumed",
        source="one small kitchen",
        about="Capacity with which a group starts a drug that it has learnt.",
    )
    reversion_rate: float = param(
        0.01,
        unit="1/month",
        bounds=(0.0, 0.05),
        status="assumed",
        source="near-irreversible after the Estonian heroin gap of 2001",
        about="Hazard of giving up a synthetic opioid that pays less than heroin.",
        mechanism="potency_substitution",
        evidence="potency_substitution.reversion_rate",
    )
    margin_fentanyl: float = param(
        81000.0,
        unit="USD/kg",
        bounds=(50000.0, 180000.0),
        status="assumed",
        source="border price of pills 2021-24 and fentanyl consumption 2021",
        about="Normal margin on fentanyl: what groups ask in the long run above cost.",
    )
    premium_novel: float = param(
        1.2,
        unit="ratio",
        bounds=(0.8, 3.0),
        status="assumed",
        source="an unknown drug sells at no better price per dose",
        about="Normal margin per dose of a novel opioid over that of fentanyl.",
    )
    cost_novel: float = param(
        6000.0,
        unit="USD/kg",
        bounds=(2000.0, 15000.0),
        status="literature",
        source="drugs.csv: purchase cost of novel opioids, 2023",
        about="Cost of a novel opioid to the group.",
    )
    use_availability_cost: float = param(
        0.5,
        unit="elasticity",
        bounds=(0.0, 1.0),
        status="assumed",
        source="scarce chemicals are bought dearer or made by longer ways",
        about="Rise of unit cost as the availability of chemicals falls.",
        mechanism="precursor_control",
    )
    lasting_margin: float = param(
        4.0,
        unit="elasticity",
        bounds=(0.0, 8.0),
        status="assumed",
        source="permanent gap of 0.2 doubles the required margin, as 2024-25 asks (H6)",
        about="Rise of the required margin with the part of a precursor gap that lasts.",
        mechanism="precursor_control",
    )
    success_probability: float = param(
        0.47,
        unit="probability",
        bounds=(0.25, 0.7),
        status="literature",
        source="mcketin2011: 7 of 15 controls had a visible effect",
        about="Chance that a precursor control works.",
        mechanism="precursor_control",
        evidence="precursor_control.success_probability",
    )
    success_form: str = param(
        "expected",
        unit="word",
        choices=("expected", "drawn"),
        status="assumed",
        source="expectation keeps few seeds comparable; drawn shows the risk of nothing",
        about="Whether success is taken in expectation or drawn once for each change.",
    )
    supply_reduction: float = param(
        0.45,
        unit="share",
        bounds=(0.12, 0.77),
        status="literature",
        source="mcketin2011 and dobkin2009",
        about="Supply lost at first to a control that works.",
        mechanism="precursor_control",
        evidence="precursor_control.supply_reduction_if_success",
    )
    control_step: float = param(
        0.3,
        unit="lever points",
        bounds=(0.15, 1.0),
        status="assumed",
        source="the scale 0..1 holds about three controls of the size of those reviewed",
        about="Rise of the lever that equals one control of the reviewed size.",
    )
    permanent_share: float = param(
        0.1,
        unit="share",
        bounds=(0.0, 0.5),
        status="assumed",
        source="the Australian heroin shortage never fully mended",
        about="Share of a control's effect that lasts as long as the control does.",
        mechanism="precursor_control",
        evidence="precursor_control.permanent_share",
    )
    workaround_time: float = param(
        7.5,
        unit="month",
        bounds=(3.0, 24.0),
        status="assumed",
        source="felbab_brown2022 suggests 9; price back in a year (E9) asks for less",
        about="Time constant at which other chemicals fill a gap.",
        mechanism="precursor_control",
        evidence="precursor_control.pre_precursor_workaround_time",
    )
    workaround_memory: float = param(
        60.0,
        unit="month",
        bounds=(48.0, 240.0),
        status="assumed",
        source="a guess: recipes and contacts, once found, outlast the control for years",
        about="Time constant at which ways around an old control are forgotten.",
        mechanism="precursor_control",
    )
    supplier_concentration: float = param(
        1.0,
        unit="ratio",
        bounds=(0.3, 2.0),
        status="assumed",
        source="mcketin2011: the largest effects came from closing rogue suppliers",
        about="Scale of a control's effect with how few the suppliers are.",
        mechanism="precursor_control",
        evidence="precursor_control.supplier_concentration_weight",
    )
    weaker_product: float = param(
        0.3,
        unit="probability",
        bounds=(0.0, 0.7),
        status="literature",
        source="cunningham2013: mixed-isomer methamphetamine from 4% to 37% of exhibits",
        about="Chance that missing chemicals are answered by a weaker product.",
        mechanism="potency_substitution",
        evidence="potency_substitution.less_potent_substitution_prob",
    )
    controlled_fentanyl: float = param(
        0.9,
        unit="share",
        bounds=(0.7, 1.0),
        status="assumed",
        source="drugs.csv: precursor_origin_dependence",
        about="Share of fentanyl's inputs that the precursor lever reaches.",
    )
    controlled_heroin: float = param(
        0.0,
        unit="share",
        bounds=(0.0, 0.3),
        status="assumed",
        source="no spillover to other drugs by default (effects.md, mechanism 18)",
        about="Share of heroin's inputs that the precursor lever reaches.",
    )
    controlled_methamphetamine: float = param(
        0.25,
        unit="share",
        bounds=(0.0, 0.8),
        status="assumed",
        source="the lever's history is about fentanyl; part of the chemicals are shared",
        about="Share of methamphetamine's inputs that the precursor lever reaches.",
    )
    controlled_cocaine: float = param(
        0.0,
        unit="share",
        bounds=(0.0, 0.3),
        status="assumed",
        source="no spillover to other drugs by default (effects.md, mechanism 18)",
        about="Share of cocaine's inputs that the precursor lever reaches.",
    )
    controlled_novel_opioid: float = param(
        0.1,
        unit="share",
        bounds=(0.0, 0.9),
        status="assumed",
        source="novel opioids exist because their chemicals are not yet listed",
        about="Share of novel opioids' inputs that the precursor lever reaches.",
    )
