"""Books of a run, checked from its own results: people, kilograms and money must balance.

Every account says ``level now - level before = what came in - what went out``, month by
month, in outcome columns alone; so anybody who holds a results file can check it.
"""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.world.axes import DRUGS, OUTGOINGS, TRADES

TOLERANCE: Final = 1e-6


@dataclass(frozen=True)
class Account:
    """One account: a level, and the flows that raise and lower it, by outcome column."""

    name: str
    unit: str
    level: str
    inflows: tuple[str, ...]
    outflows: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the account reads."""
        return (self.level, *self.inflows, *self.outflows)

    def error(self, results: pd.DataFrame) -> pd.Series:
        """Return what is unexplained each month, from the second on, in the account's unit."""
        change = results[self.level].diff()
        inflow = results[list(self.inflows)].sum(axis=1)
        outflow = results[list(self.outflows)].sum(axis=1)
        return (change - (inflow - outflow)).iloc[1:]


def _per_drug(level: str, inflow: str, *outflows: str) -> tuple[Account, ...]:
    return tuple(
        Account(
            f"{level}[{drug}]",
            "kg",
            f"{level}[{drug}]",
            (f"{inflow}[{drug}]",),
            tuple(f"{outflow}[{drug}]" for outflow in outflows),
        )
        for drug in DRUGS
    )


ACCOUNTS: Final = (
    Account(
        "members",
        "people",
        "members",
        ("recruits", "founders"),
        ("desertions", "arrests", "cartel_deaths"),
    ),
    *_per_drug("groups_stock_kg", "made_kg", "delivered_kg", "seized_kg", "seized_abroad_kg"),
    *_per_drug("us_stock_kg", "us_supply_kg", "us_sales_kg"),
    Account(
        "cash",
        "USD",
        "cash",
        tuple(f"revenue[{trade}]" for trade in TRADES),
        tuple(f"outgoings[{kind}]" for kind in OUTGOINGS),
    ),
)


def check_books(results: pd.DataFrame) -> pd.DataFrame:
    """Return how well each account of one run balances.

    Parameters
    ----------
    results
        A run's results: one row per month, one column per outcome.

    Returns
    -------
    accounts
        A row per account: ``unit``, ``largest_error`` of any month [unit], ``turnover``, the
        mean of what goes in in a month [unit], and ``balances``: whether no month misses
        more than a millionth of the turnover or of the level.

    Raises
    ------
    KeyError
        If a column is missing; the message names it.
    """
    needed = {column for account in ACCOUNTS for column in account.columns}
    missing = sorted(needed - set(results.columns))
    if missing:
        raise KeyError(f"results lack the column {missing[0]}, which the books need")
    rows = []
    for account in ACCOUNTS:
        error = float(account.error(results).abs().max(skipna=False))
        turnover = float(results[list(account.inflows)].sum(axis=1).mean())
        scale = max(turnover, float(results[account.level].abs().max()), 1.0)
        rows.append(
            {
                "account": account.name,
                "unit": account.unit,
                "largest_error": error,
                "turnover": turnover,
                "balances": error <= TOLERANCE * scale,
            }
        )
    return pd.DataFrame(rows).set_index("account")
