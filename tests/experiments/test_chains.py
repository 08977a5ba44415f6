"""The three chains: their arithmetic by hand, and one run with its mechanism on and off."""

import numpy as np
import pandas as pd
import pytest

from experiments.config.compose import compose
from experiments.config.values import UNCERTAINTY_OPTION
from experiments.mechanism_chains import runs as chains
from experiments.mechanism_chains.definitions import (
    CHAINS,
    DIFFERENCE,
    OFF,
    ON,
    QUARTERS,
    YEARS,
    Link,
)
from experiments.validation.runs import episode_configs
from sim.mechanisms import MECHANISMS
from sim.outcomes import OUTCOMES

MONTHS = 12 * YEARS


def months(level: float) -> pd.DataFrame:
    return pd.DataFrame({"a": np.full(MONTHS, level), "b": np.full(MONTHS, 1.0)})


def test_a_link_adds_its_columns_and_compares_means_over_seeds() -> None:
    pairs = [(months(5.0), months(3.0)), (months(8.0), months(5.0))]

    effect, low, high = chains.response(Link("x", ("a", "b")), pairs)
    np.testing.assert_allclose(effect, (6.0 + 9.0) / (4.0 + 6.0) - 1.0)
    effect, *_ = chains.response(Link("x", ("a",), DIFFERENCE, "a year", 12.0), pairs)
    np.testing.assert_allclose(effect, 12.0 * 2.5)
    assert len(low) == len(high) == QUARTERS


def test_every_link_is_an_outcome_or_watched() -> None:
    outcomes = {column for outcome in OUTCOMES for column in outcome.columns}
    watched = {"hazard", "earnings", "by_land", "otherwise"}

    assert {chain.name for chain in CHAINS} == {"captures", "tariffs", "interdiction"}
    for chain in CHAINS:
        assert chain.mechanism in MECHANISMS
        assert {c for link in chain.links for c in link.columns} <= outcomes | watched


@pytest.fixture(scope="module")
def displaced() -> pd.DataFrame:
    """The first three years after 2012 with twice the effort at the border, one small run."""
    small = ["population.consumers=1500", "population.firms=300", "replications=1"]
    config = episode_configs(compose(small, UNCERTAINTY_OPTION))[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "START", "2013-01")
        patch.setattr(chains, "CHAINS", CHAINS[2:])
        found = chains.table([chains.arms(config)])
    late = found[found["quarter"] > QUARTERS - 4]
    return late.pivot_table(index="what", columns="mechanism", values="effect")


def test_displacement_appears_with_its_mechanism_and_not_without(
    displaced: pd.DataFrame,
) -> None:
    others = "doses sent other ways"

    assert displaced[ON][others] > 0.2
    assert abs(displaced[OFF][others]) < 0.1


def test_supply_falls_more_where_routes_cannot_move(displaced: pd.DataFrame) -> None:
    arrive = "doses that arrive"
    assert displaced[OFF][arrive] < displaced[ON][arrive]
    assert (displaced.loc["kilograms seized"] > 0.1).all()
