"""Enforcement: effort, arrests, removals of leaders and strikes, by hand and in the model."""

import numpy as np
import pytest
from scipy.stats import poisson

from experiments.run import build
from sim.array_types import FloatArray
from sim.model import CartelMarket
from sim.params.enforcement import EnforcementParams
from sim.rates import WEEKS_PER_MONTH
from sim.submodels.enforcement import rules
from sim.world.load import REGIONS, ROUTES

SMALL = (
    "population.consumers=2000",
    "population.firms=400",
    "calendar.policy_start=2014-01-01",
    "calendar.end=2016-12-01",
)


def flows(model: CartelMarket, name: str, months: int) -> FloatArray:
    total = np.zeros(())
    for _ in range(months):
        model.step()
        total = total + getattr(model.flows, name)
    return total


# ------------------------------------------------------------------------------ rules


def test_arrests_by_hand_at_the_reference() -> None:
    params = EnforcementParams(arrest_exponent=0.75)
    members = np.full((10, 32), 115_000.0 / 320.0)

    arrests = rules.expected_arrests(members, np.ones(32), params, 1.0)

    assert arrests.sum() == pytest.approx(110.0 * WEEKS_PER_MONTH)


def test_officials_bought_in_a_state_lower_arrests_there_and_nowhere_else() -> None:
    trunk = build(SMALL).run_to(24)
    free, bought = trunk.branch(build(SMALL).config), trunk.branch(build(SMALL).config)
    sinaloa = REGIONS.index("MX-SIN")
    before = float(bought.institutions.corruption[sinaloa])
    bought.institutions.corruption[sinaloa] = 0.95
    for model in (free, bought):
        model.step()

    by_state = [model.cartels.arrests.sum(axis=0) for model in (free, bought)]
    change = by_state[1] / by_state[0]
    closed = float(bought.institutions.corruption[sinaloa])  # it has begun to fall back
    assert change[sinaloa] == pytest.approx(((1.0 - closed) / (1.0 - before)) ** 0.5, rel=0.02)
    assert change[sinaloa] < 0.5
    np.testing.assert_allclose(np.delete(change, sinaloa), 1.0, rtol=1e-6)


def test_exposure_by_hand() -> None:
    params = EnforcementParams(captures_to_honesty=0.5)
    now, usual = rules.honesty(np.array([0.4, 0.9, 1.0])), np.array([0.6, 0.4, 0.4])

    found = rules.exposure(now, usual, params)

    np.testing.assert_allclose(found, [1.0, 0.5, (0.01 / 0.4) ** 0.5])


def test_leaders_at_home_among_bought_officials_are_removed_less_often() -> None:
    """Two groups of one size; 400 draws, the share expected is 1/3 (4 standard errors)."""
    weights = np.array([100.0, 100.0]) * np.array([1.0, 0.5])
    draws = np.random.default_rng(5).random(400)

    rows = rules.pick_rows(draws, weights)

    assert np.mean(rows) == pytest.approx(1.0 / 3.0, abs=4.0 * (2.0 / 9.0 / 400.0) ** 0.5)


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_arrests_grow_with_members_by_the_exponent(exponent: float) -> None:
    params = EnforcementParams(arrest_exponent=exponent)
    members = np.full((10, 32), 100.0)

    one = rules.expected_arrests(members, np.ones(32), params, 1.0).sum()
    two = rules.expected_arrests(2.0 * members, np.ones(32), params, 1.0).sum()

    assert two / one == pytest.approx(2.0**exponent)


def test_arrests_never_exceed_members_and_nobody_is_arrested_where_nobody_is() -> None:
    members = np.zeros((3, 32))
    members[0, 0] = 1.0

    fixed = EnforcementParams(arrest_exponent=0.0)
    arrests = rules.expected_arrests(members, np.full(32, 10.0), fixed, 1.0)

    assert arrests[0, 0] == 1.0
    assert arrests.sum() == 1.0
    assert not rules.expected_arrests(
        0.0 * members, np.ones(32), EnforcementParams(), 1.0
    ).any()


def test_counts_follow_the_poisson_law() -> None:
    uniforms = np.linspace(0.0005, 0.9995, 1000)

    counts = [rules.poisson_count(float(u), 1.7) for u in uniforms]

    np.testing.assert_array_equal(counts, poisson.ppf(uniforms, 1.7))


def test_more_removals_never_drop_one_that_luck_gave_before() -> None:
    for uniform in np.linspace(0.01, 0.99, 30):
        counts = [rules.poisson_count(float(uniform), mean) for mean in (0.1, 0.5, 1.0, 3.0)]
        assert counts == sorted(counts)


def test_rows_are_drawn_in_proportion_to_weight() -> None:
    rows = rules.pick_rows(np.linspace(0.0005, 0.9995, 1000), np.array([1.0, 0.0, 3.0]))

    assert [rows.count(row) for row in range(3)] == [250, 0, 750]


def test_effort_follows_catches_and_keeps_its_total() -> None:
    params = EnforcementParams(random_effort=0.3, catch_exponent=1.0)
    usual = np.array([1.0, 3.0])

    same = rules.learned_effort(2.0 * usual, usual, usual, params)
    moved = rules.learned_effort(np.array([3.0, 3.0]), usual, usual, params)

    np.testing.assert_allclose(same, 1.0)
    assert np.average(moved, weights=usual) == pytest.approx(1.0)
    assert moved[0] == pytest.approx(0.3 + 0.7 * 3.0 / 1.5)


def test_effort_at_random_ignores_catches() -> None:
    params = EnforcementParams(random_effort=1.0)

    effort = rules.learned_effort(np.array([9.0, 0.1]), np.ones(2), np.ones(2), params)

    np.testing.assert_allclose(effort, 1.0)


# ------------------------------------------------------------------------------ the month


def test_arrests_are_taken_out_of_members_once() -> None:
    model = build(SMALL)
    before = model.cartels.members.sum()

    model.step()

    flow = model.flows
    change = flow.recruits + flow.founders - flow.cartel_deaths - flow.arrests
    change -= flow.desertions
    assert model.cartels.members.sum() - before == pytest.approx(change, abs=1e-6)
    assert flow.arrests > 0.0


def test_removals_of_the_past_are_the_dated_ones() -> None:
    model = build(SMALL)

    removed = flows(model, "captures", 24)

    events = model.world.events
    is_past = (events["date"] >= "2012-01-01") & (events["date"] < "2014-01-01")
    dated = events[is_past & events["group_codes"].notna()]["leaders_removed"].sum()
    assert removed == dated


def test_no_removals_are_dated_when_the_lever_is_at_zero() -> None:
    trunk = build(SMALL).run_to(24)
    model = trunk.branch(build([*SMALL, "set.kingpin_captures=0"]).config)

    assert flows(model, "captures", 24) == 0.0


def test_the_border_lever_scales_land_routes_only() -> None:
    trunk = build(SMALL).run_to(24)
    base = trunk.branch(build(SMALL).config)
    more = trunk.branch(build([*SMALL, "set.border_enforcement=1.54"]).config)
    base.step()
    more.step()

    ratio = more.enforcement.route_effort / base.enforcement.route_effort
    is_land = np.array([mode in ("port_of_entry", "between_ports") for mode in _modes()])
    np.testing.assert_allclose(ratio[is_land], 2.0)
    np.testing.assert_allclose(ratio[~is_land], 1.0)


def _modes() -> list[str]:
    return [route.split("/")[1] for route in ROUTES]


def test_strikes_without_effect_at_strength_zero_leave_capacity_alone() -> None:
    off = "strength.strikes_backlash=0"
    no_leaders = "params.enforcement.strike_leader_chance=0"
    trunk = build([*SMALL, off, no_leaders]).run_to(24)
    base = trunk.branch(build([*SMALL, off, no_leaders]).config)
    hit = trunk.branch(build([*SMALL, off, no_leaders, "set.strikes=60"]).config)

    struck = flows(hit, "strike_events", 12)
    flows(base, "strike_events", 12)

    assert struck > 20.0
    np.testing.assert_array_equal(hit.cartels.disruption, base.cartels.disruption)
    np.testing.assert_array_equal(hit.cartels.members, base.cartels.members)


def test_strikes_put_capacity_of_the_largest_groups_out_of_work() -> None:
    trunk = build(SMALL).run_to(24)
    hit = trunk.branch(build([*SMALL, "set.strikes=60"]).config)
    largest = set(np.argsort(-hit.cartels.size)[:12])
    before = hit.cartels.disruption.copy()

    hit.step()

    struck = set(np.flatnonzero(hit.cartels.disruption > before))
    assert struck
    assert struck <= largest | {capture.row for capture in hit.enforcement.captures}


def test_luck_does_not_depend_on_how_many_groups_there_are() -> None:
    trunk = build(SMALL).run_to(24)
    base = trunk.branch(build([*SMALL, "set.kingpin_captures=20"]).config)
    more = trunk.branch(build([*SMALL, "set.kingpin_captures=40"]).config)
    for _ in range(6):
        base.step()
        more.step()
        assert more.flows.captures >= base.flows.captures
