"""Random legal settings never give an outcome that is not finite, negative or unbalanced."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from experiments.run import build
from sim.mechanisms import MECHANISMS
from sim.params import registry

LEVERS = Path(__file__).resolve().parents[2] / "configs" / "levers"
SMALL = ("population.consumers=1000", "population.firms=150", "population.cartels=40")
BOUNDS = {
    path.stem: tuple(yaml.safe_load(path.read_text())["bounds"])
    for path in sorted(LEVERS.glob("*.yaml"))
}
NUMBERS = [(entry, entry.bounds) for entry in registry() if entry.bounds is not None]
SOME, MANY = 20, 500


def anywhere(rng: np.random.Generator, low: float, high: float) -> float:
    """Return a value within bounds, one time in three one of the ends."""
    at_end = rng.random() < 1.0 / 3.0
    value = rng.choice([low, high]) if at_end else rng.uniform(low, high)
    return float(f"{value:.6g}") if low <= float(f"{value:.6g}") <= high else float(value)


def month(rng: np.random.Generator, last: int) -> str:
    """Return the first day of one of the months from January 2012."""
    number = int(rng.integers(0, last))
    return f"{2012 + number // 12}-{number % 12 + 1:02d}-01"


def settings(number: int) -> list[str]:
    """Return the overrides of one random run of 3 to 24 months."""
    rng = np.random.default_rng([2012, number])
    months = int(rng.integers(3, 25))
    end = f"{2012 + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}-01"
    chosen = [*SMALL, f"seed={number}", f'calendar.end="{end}"']
    chosen.append(f'calendar.policy_start="{month(rng, months)}"')
    chosen.append(f"calendar.substeps={int(rng.choice([1, 1, 1, 2, 4]))}")
    for name in rng.choice(list(BOUNDS), int(rng.integers(0, 8)), replace=False):
        chosen.append(f"set.{name}={anywhere(rng, *BOUNDS[name])}")
    for name in rng.choice(list(BOUNDS), int(rng.integers(0, 4)), replace=False):
        if not any(f"set.{name}=" in one for one in chosen):
            dates = sorted({month(rng, months) for _ in range(3)})
            rows = [
                f'{{from: "{day}", value: {anywhere(rng, *BOUNDS[name])}}}' for day in dates
            ]
            chosen.append(f"levers.{name}.schedule=[{','.join(rows)}]")
    for name in rng.choice(list(MECHANISMS), int(rng.integers(0, 5)), replace=False):
        chosen.append(f"strength.{name}={anywhere(rng, -2.0, 2.0)}")
    for place in rng.choice(len(NUMBERS), int(rng.integers(0, 7)), replace=False):
        entry, bounds = NUMBERS[int(place)]
        value = anywhere(rng, *bounds)
        of_kind = round(value) if isinstance(entry.default, int) else value
        chosen.append(f"params.{entry.group}.{entry.name}={of_kind}")
    return chosen


def assert_sound(number: int) -> None:
    """Run one setting; every month must balance, and every outcome be a sound number."""
    chosen = settings(number)
    model = build(chosen)
    for _ in model.months:
        before = model.markets.us_stock_kg.copy()
        model.step()
        flows = model.flows
        sold = flows.us_sales_kg
        np.testing.assert_allclose(flows.consumption_kg, sold, rtol=1e-9, err_msg=str(chosen))
        after = before + flows.us_arrivals_kg - sold
        scale = np.maximum(before + flows.us_arrivals_kg, 1e-9)
        np.testing.assert_allclose(
            model.markets.us_stock_kg / scale, after / scale, atol=1e-9, err_msg=str(chosen)
        )


@pytest.mark.parametrize("number", range(SOME))
def test_some_random_settings_give_sound_months(number: int) -> None:
    assert_sound(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SOME, MANY))
def test_many_random_settings_give_sound_months(number: int) -> None:
    assert_sound(number)
