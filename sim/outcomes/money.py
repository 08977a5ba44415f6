"""Outcomes of groups' money: revenue, income, laundering, cash."""

from sim.outcomes.declare import Evidence, Outcome, flow
from sim.state.state import State
from sim.world.axes import TRADES


def _liquidity(model: State) -> float:
    """Return months of commitments in hand, over all groups together."""
    columns = model.cartels
    rows = columns.rows
    commitments = float(columns.commitments[rows].sum())
    return 12.0 * float(columns.cash[rows].sum()) / commitments if commitments > 0.0 else 0.0


MONEY: tuple[Outcome, ...] = (
    Outcome(
        "revenue",
        "USD/month",
        "flow",
        "Gross revenue of criminal groups by trade, 2024 dollars.",
        flow("revenue_by_trade"),
        TRADES,
        evidence=Evidence(
            "C",
            "Orders of magnitude and directions of extortion, fuel theft, smuggling.",
            ("H7", "L.revenue_trafficking", "E17"),
        ),
    ),
    Outcome(
        "net_income",
        "USD/month",
        "flow",
        "Revenue less product, laundering, bribes, arms, overhead and pay.",
        flow("net_income"),
        evidence=Evidence("none", "Nobody has seen the books.", ()),
    ),
    Outcome(
        "laundering_fee",
        "share",
        "level",
        "Mean fee on laundered money.",
        lambda model: float(model.finance.fee),
        evidence=Evidence("C", "Published ranges of two years.", ("E21",)),
    ),
    Outcome(
        "liquidity_months",
        "months",
        "level",
        "Months of commitments that groups hold in cash.",
        _liquidity,
        evidence=Evidence("none", "Nothing is published.", ()),
    ),
)
