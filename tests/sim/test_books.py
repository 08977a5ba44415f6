"""People, kilograms and money balance in a run's own results."""

import pandas as pd
import pytest

from experiments.run import build
from sim.books import ACCOUNTS, Account, check_books
from sim.outcomes import OUTCOMES

SMALL = [
    "population.consumers=2000",
    "population.firms=400",
    "calendar.policy_start=2013-01-01",
    "calendar.end=2014-06-01",
]


@pytest.fixture(scope="module", params=[1, 3])
def results(request: pytest.FixtureRequest) -> pd.DataFrame:
    substeps = f"calendar.substeps={request.param}"
    return build([*SMALL, "scenario=announced_approach", substeps]).run()


def test_every_account_of_a_run_balances(results: pd.DataFrame) -> None:
    books = check_books(results)

    assert list(books.index) == [account.name for account in ACCOUNTS]
    assert books["balances"].all(), books.to_string()
    assert (books.loc[["members", "cash"], "turnover"] > 0.0).all()


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.name)
def test_a_flow_that_is_not_booked_is_seen(account: Account, results: pd.DataFrame) -> None:
    column = account.outflows[0]
    forged = results.assign(**{column: 1.01 * results[column] + 1.0})

    assert not check_books(forged).loc[account.name, "balances"]


def test_a_missing_column_is_named(results: pd.DataFrame) -> None:
    with pytest.raises(KeyError, match="founders"):
        check_books(results.drop(columns="founders"))


def test_accounts_read_declared_outcomes() -> None:
    declared = {column for outcome in OUTCOMES for column in outcome.columns}

    assert {column for account in ACCOUNTS for column in account.columns} <= declared
