"""What the books need besides: stocks, cash, and flows that close an account."""

import numpy as np

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.world.axes import DRUGS, OUTGOINGS

BALANCE: tuple[Outcome, ...] = (
    Outcome(
        "founders",
        "people/month",
        "flow",
        "Members that new groups begin with; not counted among recruits.",
        flow("founders"),
        evidence=Evidence("none", "New groups are dated or drawn; nothing is compared.", ()),
    ),
    Outcome(
        "delivered_kg",
        "kg/month",
        "flow",
        "Pure drug that Mexican groups deliver, to all markets.",
        flow("delivered_kg_mexican"),
        DRUGS,
        evidence=Evidence("none", "No published flow to all markets is compared.", ()),
    ),
    Outcome(
        "seized_abroad_kg",
        "kg/month",
        "flow",
        "Pure drug of Mexican groups seized on the way to other markets.",
        lambda model: np.maximum(model.flows.seized_kg_mexican - model.flows.seized_kg, 0.0),
        DRUGS,
        evidence=Evidence("none", "No published flow to other markets is compared.", ()),
    ),
    Outcome(
        "groups_stock_kg",
        "kg",
        "level",
        "Pure drug in the hands of Mexican groups at the end of the month.",
        lambda model: model.cartels.stock_kg[model.cartels.rows].sum(axis=0),
        DRUGS,
        evidence=Evidence("none", "Nobody has seen the stocks.", ()),
    ),
    Outcome(
        "us_sales_kg",
        "kg/month",
        "flow",
        "Pure drug that dealers sell in the United States.",
        flow("us_sales_kg"),
        DRUGS,
        evidence=Evidence(
            "B", "Use of single years, of which sales are the other side.", ("H5",)
        ),
    ),
    Outcome(
        "us_stock_kg",
        "kg",
        "level",
        "Pure drug in the stocks of dealers in the United States at the end of the month.",
        lambda model: model.markets.us_stock_kg,
        DRUGS,
        evidence=Evidence(
            "none", "Fitted to how fast prices answer; nobody has seen the stocks.", ()
        ),
    ),
    Outcome(
        "cash",
        "USD",
        "level",
        "Cash of criminal groups at the end of the month, 2024 dollars.",
        lambda model: float(model.cartels.cash[model.cartels.rows].sum()),
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
    Outcome(
        "outgoings",
        "USD/month",
        "flow",
        "What criminal groups' money goes to, 2024 dollars.",
        flow("outgoings"),
        OUTGOINGS,
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
)
