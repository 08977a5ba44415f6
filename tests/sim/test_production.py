"""Making drugs: capacity, growth, know-how and chemicals."""

import copy

import numpy as np
import pytest

from experiments.run import build
from sim.params.production import ProductionParams
from sim.state.production import Precursors
from sim.submodels.consumption import amounts
from sim.submodels.production import precursors as pre
from sim.submodels.production import process as p
from sim.submodels.production import rules
from sim.world.axes import DRUGS
from sim.world.drug_tables import NOVEL, OPIOIDS
from tests.fakes.supply import Stub

PARAMS = ProductionParams()
FENTANYL, HEROIN, METH = 0, 1, 2


def empty(control: float = 0.1) -> Precursors:
    return Precursors(np.zeros(5), np.zeros(5), control, control, control)


def test_capacity_is_one_over_rank_among_those_who_make_it() -> None:
    size = np.array([10.0, 30.0, 20.0])
    makes = np.array([[True, True], [True, False], [False, False]])

    weight = rules.capacity_weights(size, makes, np.zeros((3, 2)), 0.6)

    np.testing.assert_allclose(weight, [[0.25, 1.0], [0.75, 0.0], [0.0, 0.0]])


def test_use_of_capacity_is_usual_at_normal_margin_and_bounded() -> None:
    use = rules.capacity_use(np.array([0.0, 100.0, -100.0]), PARAMS)

    np.testing.assert_allclose(use, [0.85, 1.0, 0.2])


def test_growth_follows_margin_and_scarce_chemicals_draw_no_kitchens() -> None:
    rate = rules.growth_rate(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, -1.0]), 0.04)

    np.testing.assert_allclose(rate, [0.0, 0.04 * 1.2, 0.0])


def test_labour_moves_output_by_its_elasticity() -> None:
    factor = rules.labour_factor(
        np.array([200.0, 5.0, 0.0]), np.array([100.0, 0.0, 100.0]), 0.3
    )

    np.testing.assert_allclose(factor, [2.0**0.3, 1.0, 0.1**0.3])


def test_learning_is_logistic_in_the_share_that_knows() -> None:
    hazard = rules.learning_hazard(0.5, np.array([1.0, 2.0]), PARAMS)

    np.testing.assert_allclose(hazard, [0.004 + 0.04, 0.088])


def test_a_control_opens_the_reviewed_gap_in_expectation_and_fades() -> None:
    state = empty()
    pre.move_controls(state, 0.1 + PARAMS.control_step, PARAMS, 0.0, 1.0)
    full = 0.9 * 0.45 * 0.47
    assert state.passing[FENTANYL] == pytest.approx(0.9 * full)
    assert state.lasting[FENTANYL] == pytest.approx(0.1 * full)
    assert state.passing[[1, 3]] == pytest.approx([0.0, 0.0])  # no spillover by default

    for _ in range(200):
        pre.move_controls(state, 0.4, PARAMS, 0.0, 1.0)
    assert state.passing[FENTANYL] < 1e-6
    assert state.lasting[FENTANYL] == pytest.approx(0.1 * full)

    pre.move_controls(state, 0.1, PARAMS, 0.0, 1.0)
    assert state.lasting[FENTANYL] == pytest.approx(0.0)


def test_a_month_split_in_four_fades_alike() -> None:
    whole, split = empty(), empty()
    pre.move_controls(whole, 0.4, PARAMS, 0.0, 1.0)
    pre.move_controls(split, 0.4, PARAMS, 0.0, 0.25)
    for _ in range(5):
        pre.move_controls(whole, 0.4, PARAMS, 0.0, 1.0)
    for _ in range(20):
        pre.move_controls(split, 0.4, PARAMS, 0.0, 0.25)

    np.testing.assert_allclose(whole.passing, split.passing)


def test_a_drawn_control_works_wholly_or_not_at_all() -> None:
    params = ProductionParams(success_form="drawn")

    assert pre.success(params, 0.46) == 1.0
    assert pre.success(params, 0.48) == 0.0
    assert pre.success(PARAMS, 0.48) == 0.47


def test_strength_of_controls_can_be_off_or_reversed() -> None:
    gap, shock = np.array([0.3]), np.array([0.0])

    assert pre.availability(gap, shock, 1.0)[0] == pytest.approx(0.7)
    assert pre.availability(gap, shock, 0.0)[0] == pytest.approx(1.0)
    assert pre.availability(gap, shock, -1.0)[0] == pytest.approx(1.0 / 0.7)
    assert pre.lasting_ratio(np.array([0.2]), 1.0, 4.0)[0] == pytest.approx(0.8**-4)
    assert pre.lasting_ratio(np.array([0.2]), 0.0, 4.0)[0] == 1.0


def test_few_groups_know_fentanyl_and_named_ones_deal_in_their_drugs() -> None:
    model = Stub()
    knows = model.cartels.knows[model.cartels.rows]

    assert 1 <= knows[:, FENTANYL].sum() <= 4
    assert not knows[:, 4].any()
    names = model.world.group_names
    for row in range(18):
        place = names.index(model.cartels.name[row])
        np.testing.assert_array_equal(knows[row, 1:4], model.world.group_drugs[place, 1:4])


def test_moving_effort_keeps_the_effort() -> None:
    model = Stub()
    rows, margin = model.cartels.rows, model.production.normal_margin
    before = (model.cartels.capacity_kg[rows] * margin).sum(axis=1)
    old = p.effort_shares(model, rows)
    new = np.where(old > 0.0, old, 0.0)
    new[:, METH] += 0.5 * new[:, HEROIN]
    new[:, HEROIN] *= 0.5
    p.move_capacity(model, rows, old=old, new=new)

    np.testing.assert_allclose((model.cartels.capacity_kg[rows] * margin).sum(axis=1), before)


def test_disruption_cuts_output_for_now_and_heals() -> None:
    model = Stub(history=False).step(2)
    hit = copy.deepcopy(model)
    hit.cartels.disruption[:] = 0.5
    model.step(1)
    hit.step(1)
    kept = 1.0 - 0.5 * 2.0 ** (-1.0 / 6.0)

    ratio = hit.cartels.made_kg.sum(axis=0)[:4] / model.cartels.made_kg.sum(axis=0)[:4]
    np.testing.assert_allclose(ratio, kept, rtol=1e-6)
    hit.step(60)
    assert hit.cartels.disruption[hit.cartels.rows].max() < 0.001


def test_frozen_capacity_neither_grows_nor_shrinks() -> None:
    model = Stub().step(2)
    model.frozen = {"capacity", "drugs"}
    before = model.cartels.capacity_kg.copy()
    model.step(12)

    np.testing.assert_array_equal(model.cartels.capacity_kg, before)


def test_a_novel_opioid_is_learnt_only_under_a_squeeze_of_fentanyl() -> None:
    def knowing(control: float, strength: float = 1.0) -> int:
        model = Stub(seed=3, history=False, n=60)
        model.cartels.knows[model.cartels.rows, FENTANYL] = True
        model.strength["potency_substitution"] = strength
        model.control = control
        return int(model.step(48).cartels.knows[:, 4].sum())

    assert knowing(0.1) == 0
    assert knowing(1.0) > 0
    assert knowing(1.0, strength=0.0) == 0


def test_precursor_control_bites_on_fentanyl_first_and_leaves_heroin_alone() -> None:
    model = Stub().step(130)
    tight = copy.deepcopy(model)
    tight.control = 1.0
    model.step(6)
    tight.step(6)

    made = tight.cartels.made_kg.sum(axis=0)[:4] / model.cartels.made_kg.sum(axis=0)[:4]
    assert made[FENTANYL] < 0.9
    assert made[HEROIN] > 0.97


def test_a_gap_can_be_opened_by_hand() -> None:
    model = Stub()
    p.add_gap(model, "methamphetamine", 0.65)

    assert model.production.precursors.passing[DRUGS.index("methamphetamine")] == 0.65


def test_a_kilogram_of_an_opioid_holds_as_many_doses_where_it_is_made_as_where_it_is_used() -> (
    None
):
    small = ("population.consumers=500", "population.firms=100")
    model = build([*small, "params.consumption.potency_novel_fentanyl=10"])

    doses = amounts.doses_per_kg(model.params.consumption)

    np.testing.assert_array_equal(model.production.doses[list(OPIOIDS)], doses)
    assert doses[OPIOIDS.index(NOVEL)] == pytest.approx(40_000.0 * 25.0 * 10.0)
