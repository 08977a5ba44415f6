"""Parameters of the process ``shipping``."""

from dataclasses import dataclass

from sim.params.declare import FIXED, ParamGroup, param


@dataclass
class ShippingParams(ParamGroup):
    """How loads are found, what moving them costs, and which groups hold which routes."""

    found_port_of_entry: float = param(
        0.1,
        unit="share of flow",
        bounds=(0.03, 0.25),
        status="assumed",
        source="crs2019 and dhs2021 give 2 to 20%",
        about="Share of a load's kind found at a port of entry in 2012.",
    )
    found_between_ports: float = param(
        0.07,
        unit="share of flow",
        bounds=(0.03, 0.1),
        status="assumed",
        source="above 0.10 ports hold too small a share of seizures (H3)",
        about="Share of a load's kind found between ports in California and Arizona in 2012.",
    )
    found_between_ports_texas: float = param(
        0.05,
        unit="share of flow",
        bounds=(0.02, 0.1),
        status="assumed",
        source="fewer agents per mile than further west (routes.csv)",
        about="Share of a load's kind found between ports in Texas in 2012.",
    )
    found_pacific: float = param(
        0.2,
        unit="share of flow",
        bounds=(0.1, 0.3),
        status="assumed",
        source="gao2009: 10 to 25% of the flow",
        about="Share of a load's kind found on the Pacific in 2012.",
    )
    found_caribbean: float = param(
        0.15,
        unit="share of flow",
        bounds=(0.08, 0.25),
        status="assumed",
        source="routes.csv",
        about="Share of a load's kind found in the Caribbean in 2012.",
    )
    found_parcel: float = param(
        0.05,
        unit="share of flow",
        bounds=(0.02, 0.2),
        status="assumed",
        source="routes.csv",
        about="Share of a load's kind found in mail and express parcels in 2012.",
    )
    found_europe: float = param(
        0.2,
        unit="share of flow",
        bounds=(0.1, 0.35),
        status="assumed",
        source="routes.csv: ports of the European Union",
        about="Share of a load's kind found in containers to Europe in 2012.",
    )
    found_asia_pacific: float = param(
        0.4,
        unit="share of flow",
        bounds=(0.2, 0.6),
        status="assumed",
        source="routes.csv: Australian police 2022-23",
        about="Share of a load's kind found on the way to Australia and New Zealand in 2012.",
    )
    found_mexico: float = param(
        0.05,
        unit="share of flow",
        bounds=(0.02, 0.15),
        status="assumed",
        source="routes.csv: Mexican seizures",
        about="Share of a load's kind found inside Mexico in 2012.",
    )
    bulk_fentanyl: float = param(
        0.7,
        unit="ratio",
        bounds=(0.4, 1.5),
        status="calibrated",
        source="seizures 2019 given consumption (H3)",
        about="How readily fentanyl is found, fentanyl about 1.",
    )
    bulk_heroin: float = param(
        0.5,
        unit="ratio",
        bounds=(0.2, 0.8),
        status="calibrated",
        source="seizures 2019 given consumption (H3)",
        about="How readily heroin is found, fentanyl about 1.",
    )
    bulk_methamphetamine: float = param(
        1.8,
        unit="ratio",
        bounds=(0.6, 2.6),
        status="calibrated",
        source="seizures 2019 given consumption (H3)",
        about="How readily methamphetamine is found, fentanyl about 1.",
    )
    bulk_cocaine: float = param(
        0.72,
        unit="ratio",
        bounds=(0.3, 1.0),
        status="calibrated",
        source="seizures 2019 given consumption (H3)",
        about="How readily cocaine is found, fentanyl about 1.",
    )
    bulk_novel_opioid: float = param(
        0.5,
        unit="ratio",
        bounds=(0.1, 1.2),
        status="assumed",
        source="as potent powder, in smaller loads than fentanyl pills",
        about="How readily novel opioid is found, fentanyl about 1.",
    )
    load_exponent: float = param(
        0.5,
        unit="exponent",
        bounds=(0.2, 0.8),
        status="assumed",
        source="magliocca2024: value per seizure falls under interdiction (E6)",
        about="Rise of the search rate with the size of a load.",
        mechanism="balloon_routes",
    )
    load_limit: float = param(
        2.0,
        unit="log ratio",
        bounds=(1.0, 3.0),
        status="assumed",
        source="loads vary by a factor of seven",
        about="Largest move of the size of loads away from 2012.",
    )
    transport_fentanyl: float = param(
        0.052,
        unit="share of 2012 border price",
        bounds=(0.026, 0.104),
        status="assumed",
        source="stratfor2013: stages of the chain; compact drugs cost little to move",
        about="Cost of moving fentanyl to the United States.",
    )
    transport_heroin: float = param(
        0.12,
        unit="share of 2012 border price",
        bounds=(0.06, 0.24),
        status="assumed",
        source="stratfor2013: stages of the chain; compact drugs cost little to move",
        about="Cost of moving heroin to the United States.",
    )
    transport_methamphetamine: float = param(
        0.25,
        unit="share of 2012 border price",
        bounds=(0.125, 0.4),
        status="assumed",
        source="stratfor2013: stages of the chain; compact drugs cost little to move",
        about="Cost of moving methamphetamine to the United States.",
    )
    transport_cocaine: float = param(
        0.1,
        unit="share of 2012 border price",
        bounds=(0.05, 0.2),
        status="assumed",
        source="stratfor2013: stages of the chain; compact drugs cost little to move",
        about="Cost of moving cocaine to the United States.",
    )
    transport_novel_opioid: float = param(
        0.052,
        unit="share of 2012 border price",
        bounds=(0.026, 0.104),
        status="assumed",
        source="stratfor2013: stages of the chain; compact drugs cost little to move",
        about="Cost of moving novel opioid to the United States.",
    )
    congestion: float = param(
        0.02,
        unit="share of price",
        bounds=(0.0, 0.06),
        status="assumed",
        source="a guess: without it small routes take all",
        about="Loss of return for each doubling of a route's share over 2012.",
        mechanism="balloon_routes",
    )
    detour_cost: float = param(
        0.1,
        unit="share of transport cost",
        bounds=(0.0, 0.3),
        status="assumed",
        source="no estimate",
        about="Rise of transport cost on the part of a route's flow that was diverted to it.",
        mechanism="balloon_routes",
        evidence="balloon_routes.detour_cost",
    )
    absent_access: float = param(
        0.3,
        unit="ratio",
        bounds=(0.05, 1.0),
        status="assumed",
        source="groups pay for passage where they have nobody",
        about="Weight of a route for a group with no people in its feeder states.",
    )
    parcel_fentanyl_2012: float = param(
        0.05,
        unit="share",
        bounds=(0.01, 0.2),
        status="assumed",
        source="routes.csv: the 0.70 by parcel is Chinese mail, not a Mexican route",
        about="Share of Mexican fentanyl sent by parcel in 2012.",
    )
    caribbean_scale: float = param(
        0.1,
        unit="ratio",
        bounds=(0.03, 0.5),
        status="assumed",
        source="routes.csv: mostly Colombian and Dominican groups",
        about="Share of the Caribbean's 2012 flow that Mexican groups hold.",
    )
    base_floor: float = param(
        0.002,
        unit="share",
        bounds=(0.0005, 0.01),
        status="assumed",
        source="keeps a blank route open",
        about="Least 2012 share of a route.",
        prior=FIXED,
    )
    spillover_violence: float = param(
        1.15,
        unit="ratio",
        bounds=(1.0, 1.4),
        status="literature",
        source="dell2015: direction verified, size is judgement",
        about="Homicide in feeder states of a route whose traffic doubles.",
        mechanism="balloon_routes",
        evidence="balloon_routes.spillover_violence_on_new_route",
    )
