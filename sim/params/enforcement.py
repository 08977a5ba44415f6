"""Parameters of enforcement: arrests, removals of leaders, strikes, effort on routes."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class EnforcementParams(ParamGroup):
    """Parameters of the process ``enforcement``."""

    arrests_per_week: float = param(
        110.0,
        unit="people/week",
        bounds=(50.0, 250.0),
        status="literature",
        source="prieto_curiel2023",
        about="Members arrested a week at 115,000 members, all else as in 2012.",
    )
    arrest_exponent: float = param(
        0.75,
        unit="1",
        bounds=(0.0, 1.0),
        status="assumed",
        source="0 is fixed capacity (docking), 1 a rate per member; 0.75 keeps members from "
        "growing without end in trial runs",
        about="How arrests grow with members.",
    )
    members_reference: float = param(
        115_000.0,
        unit="people",
        bounds=(60_000.0, 200_000.0),
        status="literature",
        source="prieto_curiel2023",
        about="Members at which arrests are as stated.",
        prior=FIXED,
    )
    arrest_elasticity_to_deployment: float = param(
        0.4,
        unit="% per %",
        bounds=(0.1, 0.8),
        status="assumed",
        source="effects.csv: judged from arrests during deployments",
        about="Rise of arrests with the forces deployed in a state.",
        mechanism="security_deployment",
        evidence="security_deployment.arrest_elasticity_to_deployment",
    )
    arrests_to_cooperation: float = param(
        0.2,
        unit="% per %",
        bounds=(0.0, 0.8),
        status="assumed",
        source="a guess: most arrests are Mexico's own; in trial runs 0.4 let strikes "
        "raise members by 9% through this link alone",
        about="Rise of arrests with cooperation between the two governments.",
    )
    captures_to_cooperation: float = param(
        1.0,
        unit="% per %",
        bounds=(0.0, 1.5),
        status="assumed",
        source="a guess: named leaders are found with shared intelligence",
        about="Rise of leader removals with cooperation.",
    )
    captures_to_honesty: float = param(
        0.5,
        unit="% per %",
        bounds=(0.0, 1.5),
        status="assumed",
        source="a guess: corrupt officials warn leaders",
        about="Rise of removals and arrests with 1 - corruption.",
    )
    captures_per_surveillance_doubling: float = param(
        0.1,
        unit="fraction",
        bounds=(0.0, 0.4),
        status="assumed",
        source="a guess; US intelligence was used in the raids of 2024-26",
        about="Rise of leader removals for each doubling of surveillance.",
        mechanism="security_deployment",
    )
    capture_rate_scale: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 3.0),
        status="assumed",
        source="1 by definition; 0 switches removals off in the docking experiment",
        about="Multiplies every removal, dated or drawn.",
        prior=FIXED,
    )
    capture_member_loss: float = param(
        0.03,
        unit="share of members",
        bounds=(0.0, 0.1),
        status="assumed",
        source="judged: guards and staff taken with a leader",
        about="Members arrested along with a leader.",
    )
    capacity_loss_on_removal: float = param(
        0.10,
        unit="share of capacity",
        bounds=(0.03, 0.4),
        status="assumed",
        source="effects.csv gives 0.15 (0.03-0.4) by judgement; set lower, a guess",
        about="Capacity out of work after a removal; it returns in months.",
        mechanism="kingpin_fragmentation",
        evidence="kingpin_fragmentation.capacity_loss_on_top_removal",
    )
    legal_tool_capture_multiplier: float = param(
        1.05,
        unit="ratio",
        bounds=(1.0, 1.2),
        status="assumed",
        source="effects.csv: judged; no evaluation of designation exists",
        about="Rise of removals with the legal tools of a terrorist designation.",
        mechanism="fto_material_support",
        evidence="fto_material_support.legal_tool_capture_multiplier",
    )
    capacity_loss_per_strike: float = param(
        0.05,
        unit="share of capacity",
        bounds=(0.0, 0.15),
        status="assumed",
        source="effects.csv: judged; no study of strikes on Mexican soil exists",
        about="Capacity of the group hit that a strike puts out of work.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.capacity_loss_per_major_strike",
    )
    strike_leader_chance: float = param(
        0.1,
        unit="chance",
        bounds=(0.0, 0.5),
        status="assumed",
        source="a guess: no count of strikes on leaders in Mexico exists",
        about="Chance that a strike removes a leader.",
    )
    strike_targets: int = param(
        10,
        unit="groups",
        bounds=(1, 30),
        status="assumed",
        source="strikes are aimed at the largest groups",
        about="Number of largest groups among which strikes fall.",
    )
    strike_memory: float = param(
        3.0,
        unit="months",
        bounds=(1.0, 36.0),
        status="assumed",
        source="johnston2016: effects of strikes are short-lived; 12 months would let twelve "
        "strikes a year raise recruits by a fifth, against shah2018",
        about="Half-life of the memory of strikes that recruiters exploit.",
    )
    violence_change_per_campaign: float = param(
        0.0,
        unit="fraction",
        bounds=(-0.15, 0.19),
        status="literature",
        source="mahmood2022",
        about="Change of violence under a campaign of twelve strikes a year; sign open.",
        mechanism="strikes_backlash",
        evidence="strikes_backlash.violence_change_per_strike_campaign",
    )
    follow_on_captures: float = param(
        0.5,
        unit="captures per cooperator",
        bounds=(0.1, 2.0),
        status="assumed",
        source="effects.csv: judged from US cases",
        about="Rise of removals as deals with witnesses go from none to all.",
        mechanism="witness_protection",
        evidence="witness_protection.follow_on_captures_per_cooperator",
    )
    court_efficiency: float = param(
        1.0,
        unit="ratio",
        bounds=(0.3, 1.5),
        status="assumed",
        source="effects.csv: judged; US courts try the cooperators",
        about="How well courts turn deals into cases.",
        mechanism="witness_protection",
        evidence="witness_protection.court_efficiency_interaction",
    )
    betrayal_multiplier: float = param(
        1.5,
        unit="ratio",
        bounds=(1.0, 5.0),
        status="assumed",
        source="effects.csv: Sinaloa 2024, one event",
        about="Fighting inside a group whose leader was given up by his own side.",
        mechanism="witness_protection",
        evidence="witness_protection.betrayal_infighting_multiplier",
    )
    betrayal_half_life: float = param(
        9.0,
        unit="months",
        bounds=(3.0, 24.0),
        status="assumed",
        source="as the spike after a removal",
        about="Half-life of the fighting after a betrayal.",
    )
    sentence_discount: float = param(
        0.5,
        unit="fraction",
        bounds=(0.2, 0.8),
        status="assumed",
        source="effects.csv: judged from US sentencing",
        about="Part of a sentence that a deal takes off; it lowers expected severity.",
        mechanism="witness_protection",
        evidence="witness_protection.sentence_discount",
    )
    cooperating_share: float = param(
        0.05,
        unit="share of arrested members",
        bounds=(0.0, 0.2),
        status="assumed",
        source="a guess: few members have anything to offer",
        about="Arrested members who get a deal when deals are open to all.",
    )
    drone_detection_gain: float = param(
        0.05,
        unit="fraction",
        bounds=(0.0, 0.2),
        status="assumed",
        source="effects.csv: judged",
        about="Rise of detection effort off the ports for each doubling of surveillance.",
        mechanism="security_deployment",
        evidence="security_deployment.drone_surveillance_detection_gain",
    )
    border_force_gain: float = param(
        1.1,
        unit="ratio",
        bounds=(1.0, 1.5),
        status="assumed",
        source="effects.csv: judged from the border deployments of 2019 and 2025",
        about="Detection effort between ports when the Mexican forces double.",
        mechanism="security_deployment",
        evidence="security_deployment.seizure_probability_multiplier_border",
    )
    random_effort: float = param(
        0.3,
        unit="share of effort",
        bounds=(0.05, 1.0),
        status="assumed",
        source="keeps enforcers and routes from chasing each other in circles",
        about="Effort that is spread at random, not towards past catches.",
    )
    catch_exponent: float = param(
        1.0,
        unit="1",
        bounds=(0.0, 2.0),
        status="assumed",
        source="proportional; 2 gives chase cycles",
        about="How strongly effort follows past catches.",
    )
    catch_memory: float = param(
        6.0,
        unit="months",
        bounds=(2.0, 24.0),
        status="assumed",
        source="half a budget year",
        about="Time over which catches are averaged.",
    )
    effort_time: float = param(
        12.0,
        unit="months",
        bounds=(3.0, 36.0),
        status="assumed",
        source="a budget year",
        about="Time constant with which effort moves.",
    )
    deployment_memory: float = param(
        18.0,
        unit="months",
        bounds=(6.0, 48.0),
        status="assumed",
        source="effects of deployment are measured in the first year or two",
        about="Time after which a deployment is no longer news to the groups.",
    )
    cooperator_yield: float = param(
        0.3,
        unit="cases per arrest",
        bounds=(0.1, 1.0),
        status="assumed",
        source="effects.csv: judged from US conspiracy cases",
        about="Follow-on cases that an arrested US distributor brings.",
        mechanism="us_partners",
        evidence="us_partners.cooperator_yield_us_distributor",
    )
