"""Outcomes of drugs: made, moved, seized, priced and used."""

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.world.axes import DRUGS, MARKETS

OF_DRUGS: tuple[Outcome, ...] = (
    Outcome(
        "us_supply_kg",
        "kg/month",
        "flow",
        "Pure drug delivered to the United States, all suppliers.",
        flow("us_arrivals_kg"),
        DRUGS,
        evidence=Evidence(
            "B",
            "Consumption of single years stands behind it; arrivals are never seen.",
            ("H5",),
        ),
    ),
    Outcome(
        "made_kg",
        "kg/month",
        "flow",
        "Pure drug made or bought by Mexican groups.",
        flow("made_kg"),
        DRUGS,
        evidence=Evidence(
            "none", "Estimates of crops and seizures disagree; nothing is compared.", ()
        ),
    ),
    Outcome(
        "exports_kg",
        "kg/month",
        "flow",
        "Pure drug that Mexican groups deliver to each market.",
        flow("exports_kg"),
        MARKETS,
        evidence=Evidence("none", "No published flow by market is compared.", ()),
    ),
    Outcome(
        "seized_kg",
        "kg/month",
        "flow",
        "Pure drug seized on the way to the United States.",
        flow("seized_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Pure weight rests on the gross weight seized and on assumed purity.", ("H3",)
        ),
    ),
    Outcome(
        "seized_gross_kg",
        "kg/month",
        "flow",
        "Gross weight seized, as agencies report it.",
        flow("seized_gross_kg"),
        DRUGS,
        evidence=Evidence(
            "A", "Yearly seizures at the border, later years scored; few years to fit.", ("H3",)
        ),
    ),
    Outcome(
        "us_retail_price",
        "USD/pure kg",
        "level",
        "US retail price of a pure kilogram, 2024 dollars.",
        lambda model: model.markets.retail_price,
        DRUGS,
        evidence=Evidence(
            "B",
            "Prices of single years, and the price answer to published shocks.",
            ("L.price_cocaine", "E9", "E10"),
        ),
    ),
    Outcome(
        "us_purity",
        "share",
        "level",
        "Purity of the drug as sold in the United States.",
        lambda model: model.markets.purity,
        DRUGS,
        evidence=Evidence(
            "B",
            "Fentanyl purity 2023-24, and one shock to methamphetamine.",
            ("H6.purity", "E9.purity"),
        ),
    ),
    Outcome(
        "fentanyl_share",
        "share",
        "level",
        "Share of illicit opioid doses that is fentanyl or another synthetic.",
        lambda model: float(model.markets.fentanyl_share),
        evidence=Evidence("B", "The replacement of heroin, dated by deaths.", ("H2",)),
    ),
    Outcome(
        "consumption_kg",
        "kg/month",
        "flow",
        "Pure drug used in the United States.",
        flow("consumption_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Tonnes used in 2016, fentanyl in 2021.", ("H5.consumption_heroin",)
        ),
    ),
    Outcome(
        "us_spending",
        "USD/month",
        "flow",
        "Spending of US users by class of drug, 2024 dollars.",
        flow("us_spending_by_class"),
        ("opioid", "cocaine", "methamphetamine"),
        evidence=Evidence(
            "B", "Spending of 2016 by drug; methamphetamine is low.", ("H5.spending_opioid",)
        ),
    ),
)
