"""A mix taken apart: the weights of its parts, equal money, and a run end to end."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.effects import Paired
from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.ensembles.plan import NO_POLICY
from experiments.mix import OPTIONS
from experiments.policy_mix import arms, contrasts
from experiments.policy_mix.arms import Mix
from experiments.policy_mix.mix import mix
from sim.policy_cost import usd_per_lever_unit


@pytest.fixture(scope="module")
def present() -> Mix:
    return arms.mix_of(compose(["scenario=current_approach"], OPTIONS))


def test_a_scenario_without_a_policy_is_refused() -> None:
    with pytest.raises(InputError, match="scenario: 'no_policy' is not allowed"):
        arms.mix_of(compose([], OPTIONS))


def test_a_rival_that_does_not_exist_is_refused_with_the_nearest_name(present: Mix) -> None:
    resolved = compose(["scenario=strikes", "rivals=[comprehensiv]"], OPTIONS)

    with pytest.raises(InputError, match="did you mean comprehensive"):
        arms.rivals_of(resolved, present)


def test_levers_press_or_undermine_by_the_direction_in_their_file(present: Mix) -> None:
    assert "border_enforcement" in set(present.levers) - present.undermining
    assert {"treatment_funding", "anticorruption_aid", "tariff"} <= present.undermining
    assert present.undermining <= set(present.levers)


def test_every_part_is_made_of_runs_that_are_made(present: Mix) -> None:
    made = {arms.key_of(levers) for levers in arms.subsets(present)}

    needed = {run for one in contrasts.contrasts(present, []) for run in one.weights}

    assert needed <= made


def test_shapley_values_match_a_hand_calculation() -> None:
    # v(A) = 1, v(B) = 2, v(AB) = 5: A gets (1 + (5 - 2)) / 2 = 2, B gets (2 + (5 - 1)) / 2 = 3
    value = {NO_POLICY: 0.0, "a": 1.0, "b": 2.0, "a+b": 5.0}
    groups = {"one": frozenset("a"), "two": frozenset("b")}

    shares = {
        name: sum(weight * value[run] for run, weight in contrasts.shapley(own, groups).items())
        for name, own in groups.items()
    }

    assert shares == {"one": 2.0, "two": 3.0}


def test_shapley_values_add_up_to_the_whole() -> None:
    groups = {name: frozenset(name) for name in "abc"}
    total: dict[str, float] = {}
    for own in groups.values():
        for run, weight in contrasts.shapley(own, groups).items():
            total[run] = total.get(run, 0.0) + weight

    assert {run: round(w, 12) for run, w in total.items() if abs(w) > 1e-12} == {
        "a+b+c": 1.0,
        NO_POLICY: -1.0,
    }


def test_a_contrast_is_the_weighted_sum_of_paired_effects() -> None:
    # against 100 and 200: a run of 90 and 190 changes by -20/300, one of 110 and 220 by +30/300
    keys = pd.DataFrame(
        {"scenario": ["x", "y"], "outcome": ["recruits", "recruits"], "horizon": [1, 1]}
    )
    base = np.array([[100.0, 200.0], [100.0, 200.0]])
    values = np.array([[90.0, 190.0], [110.0, 220.0]])
    effects = contrasts.Effects(Paired(keys, values, base, base))

    value, departures = effects.of(
        contrasts.Contrast("sum", "", {"x": 1.0, "y": -1.0}), "recruits", 1
    )

    assert value == pytest.approx(-20.0 / 300.0 - 30.0 / 300.0)
    assert departures.sum() == pytest.approx(0.0)


def test_a_scaled_rival_costs_the_budget(present: Mix) -> None:
    resolved = compose(["scenario=current_approach"], OPTIONS)
    rivals = arms.rivals_of(resolved, present)
    budget = arms.new_money(present.whole, present.months)

    others = arms.for_the_same_money(present, rivals, budget)

    assert budget > 0.0
    spent = arms.new_money(others["rival:comprehensive"], present.months)
    assert spent == pytest.approx(budget, rel=1e-6)


def test_a_lever_alone_gets_the_budget_or_stops_at_its_bounds(present: Mix) -> None:
    budget = 4e9

    others = arms.for_the_same_money(present, {}, budget)

    for name, usd in usd_per_lever_unit().items():
        if usd:
            config = others[f"money_on:{name}"]
            value = config.levers[name].monthly(present.months)[-1]
            spent = arms.new_money(config, present.months)
            assert spent == pytest.approx(budget) or value in config.levers[name].bounds


def test_a_mix_that_spends_nothing_has_no_equal(present: Mix) -> None:
    assert arms.for_the_same_money(present, {}, 0.0) == {}


@pytest.mark.slow
def test_the_command_takes_a_scenario_apart(tmp_path: Path) -> None:
    words = ["scenario=treatment_cuts", "replications=2", "population.consumers=600"]
    words += [
        "population.firms=200",
        "calendar.end=2026-12-01",
        f"output_dir='{tmp_path / 'o'}'",
    ]

    mix(compose([*words, "history=off", "workers=1"], OPTIONS))

    table = pd.read_csv(tmp_path / "o" / "mix.csv", keep_default_na=False)
    assert set(table["outcome"]) == set(contrasts.OUTCOMES)
    assert set(table["horizon"]) == {1, 2}
    whole = table[table["part"] == "whole"].set_index(["outcome", "horizon"])["effect"]
    deaths = float(whole["overdose_deaths", 2])
    governments = table[(table["part"] == "government") & (table["horizon"] == 2)]
    deaths_of = governments[governments["outcome"] == "overdose_deaths"]["effect"]
    assert deaths > 0.0  # cuts raise deaths on each of these two seeds
    assert deaths_of.astype(float).sum() == pytest.approx(deaths, rel=1e-5)
    assert (tmp_path / "o" / "mix.html").is_file()
