"""Use, spending and deaths follow what is sold, however little there is."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from experiments.run import build
from sim.array_types import FloatArray
from sim.model import CartelMarket
from sim.world.axes import DRUGS

SMALL = ("population.consumers=2000", "population.firms=200", "population.cartels=60")
HEROIN, FENTANYL = DRUGS.index("heroin"), DRUGS.index("fentanyl")


def months_of(
    model: CartelMarket, months: int, shock: Callable[[CartelMarket], None] | None = None
) -> Iterator[FloatArray]:
    """Step and yield the model with its stocks before each month."""
    for _ in range(months):
        if shock is not None:
            shock(model)
        before = model.markets.us_stock_kg.copy()
        model.step()
        yield before


def assert_balanced(model: CartelMarket, before: FloatArray) -> None:
    flows = model.flows
    np.testing.assert_allclose(flows.consumption_kg, flows.us_sales_kg, rtol=1e-12)
    after = before + flows.us_arrivals_kg - flows.us_sales_kg
    np.testing.assert_allclose(model.markets.us_stock_kg, after, rtol=1e-9, atol=1e-9)


def drought(model: CartelMarket) -> None:
    """Take nearly all capacity and stock of heroin away."""
    model.cartels.capacity_kg[:, HEROIN] *= 0.3
    model.markets.us_stock_kg[HEROIN] *= 0.3


@pytest.mark.parametrize("substeps", [1, 2])
def test_use_is_what_is_sold_in_a_heroin_drought(substeps: int) -> None:
    model = build([*SMALL, f"calendar.substeps={substeps}"]).run_to(12)
    rationed = 0
    for before in months_of(model, 24, drought):
        assert_balanced(model, before)
        rationed += int((model.consumption.used_kg < model.consumption.demand_kg).any())
    assert rationed > 0


def test_use_is_what_is_sold_with_every_lever_at_its_most() -> None:
    model = build([*SMALL])
    most = [f"set.{name}={lever.bounds[1]:g}" for name, lever in model.config.levers.items()]
    model = build([*SMALL, "calendar.policy_start=2013-01-01", *most])
    for before in months_of(model, 36):
        assert_balanced(model, before)


def test_a_stock_that_is_gone_kills_nobody_by_what_it_would_have_sold() -> None:
    """With hardly any opioid for sale, opioid deaths and spending fall with use."""
    usual, empty = build([*SMALL]).run_to(6), build([*SMALL]).run_to(6)
    opioids = [HEROIN, FENTANYL, DRUGS.index("novel_opioid")]
    empty.markets.us_stock_kg[opioids] = 0.0
    empty.shipping.delivered_kg[opioids] = 0.0
    empty.cartels.capacity_kg[:, opioids] *= 0.01
    usual.step()
    empty.step()
    use = empty.flows.consumption_kg[HEROIN] / usual.flows.consumption_kg[HEROIN]
    spent = float(empty.flows.us_spending_by_class[0])
    killed = empty.flows.opioid_deaths / usual.flows.opioid_deaths
    assert use < 0.9
    paid = empty.flows.us_sales_kg[opioids] @ empty.markets.retail_price[opioids]
    assert spent == pytest.approx(paid)
    assert killed < 1.0
