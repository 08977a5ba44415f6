"""Consumption: amounts, deaths, moves, and the books of people."""

import copy
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.agents.consumer import ConsumerColumns
from sim.array_types import FloatArray, IntArray
from sim.kernels import consumers as kernels
from sim.params import Params
from sim.params.consumption import ConsumptionParams
from sim.params.treatment import TreatmentParams
from sim.state.flows import Flows
from sim.state.state import State
from sim.streams import draw_key, uniforms
from sim.submodels.consumption import amounts, overdose, people
from sim.submodels.consumption import risk_factors as risks
from sim.world.axes import DRUGS
from tests.fakes.demand import Stub, log_path

PARAMS = ConsumptionParams()
FENTANYL = DRUGS.index("fentanyl")


def setting(**changes: float) -> risks.Setting:
    plain = {
        "fentanyl_share": 0.5,
        "novel_part": 0.0,
        "powder_purity": 0.1,
        "cocaine_purity": 0.5,
        "naloxone_averted": 0.0,
        "liability": 1.0,
        "seizures": 1.0,
        "pandemic": 1.0,
    }
    return risks.Setting(**(plain | changes))


def use_at(price: float, *, short_run: float, amount: float = 0.0) -> kernels.Use:
    """How opioid amounts follow a price, over that of 2012, at given elasticities."""
    one = np.ones(3)
    response = amounts.Response(short_run * one, amount * one, one, one, 0.0)
    return amounts.use_of(
        0,
        response,
        log_price=float(np.log(price)),
        shift=0.0,
        grams=np.ones(4),
        params=PARAMS,
        dt=1.0,
    )


def over(rule: Callable[..., float], *columns: FloatArray | float) -> FloatArray:
    """A rule for one row over columns of rows."""
    return np.array([rule(*map(float, row)) for row in np.broadcast(*columns)])


# -------------------------------------------------------------------------- amounts


def test_amount_matches_hand_calculation() -> None:
    use = use_at(2.0, short_run=-0.3)
    quantity = [
        np.exp(kernels.log_amount(habit, use.now[state], use.log_most))
        for habit, state in ((0.0, people.OCCASIONAL), (0.1, people.DEPENDENT))
    ]

    expected = [2.0 ** (-0.3 * 0.9 / 0.7), 2.0 ** (-0.3 * 0.9) * np.exp(0.1)]
    np.testing.assert_allclose(quantity, expected)


def test_nobody_spends_more_than_his_purse_holds() -> None:
    use = use_at(4.0, short_run=2.0)
    quantity = np.exp(kernels.log_amount(0.0, use.now[people.DEPENDENT], use.log_most))

    assert quantity * 4.0 == pytest.approx(PARAMS.most_spending)


def test_habit_reaches_the_long_run_and_halves_in_the_expected_time() -> None:
    use, habit = use_at(np.e, short_run=-0.3, amount=-0.5), 0.0
    for month in range(3_000):
        habit = kernels.next_habit(habit, use.target[people.DEPENDENT], use.closed)
        if month + 1 == 12:
            gone = 1.0 - 0.5 ** (12.0 / (np.log(2.0) * PARAMS.habit_time))
            assert habit == pytest.approx(-0.2 * PARAMS.dependent_scale * gone)
    assert habit == pytest.approx(-0.2 * PARAMS.dependent_scale)


def test_strength_switches_elasticities_off_and_reverses_them() -> None:
    on, off, turned = (amounts.responses(PARAMS, s) for s in (1.0, 0.0, -1.0))
    assert (on.short_run < 0).all()
    assert (on.quitting > 0).all()
    assert not off.short_run.any()
    assert not off.start.any()
    assert off.cross == 0.0
    np.testing.assert_allclose(turned.amount, -on.amount)


def test_doses_become_kilograms_by_potency() -> None:
    grams = np.array([25.0, 53.0, 44.0]) * 1e6
    kg = amounts.demand_in_kg(grams, np.array([0.5, 0.4, 0.1]), PARAMS, dt=1.0)
    by_drug = dict(zip(DRUGS, kg, strict=True))
    doses = 25.0e3 * 40_000 / 12

    assert by_drug["fentanyl"] == pytest.approx(0.5 * doses / 1_000_000)
    assert by_drug["heroin"] == pytest.approx(0.4 * doses / 40_000)
    assert by_drug["novel_opioid"] == pytest.approx(0.1 * doses / 3_000_000)
    assert by_drug["cocaine"] == pytest.approx(53e3 / 12)


def test_treated_people_use_less_and_recovered_people_nothing() -> None:
    use = amounts.usual_use(PARAMS, TreatmentParams())

    np.testing.assert_allclose(use[:, people.TREATMENT], 0.4 * use[:, people.DEPENDENT])
    assert not use[:, people.RECOVERED].any()


def test_prevention_lowers_starts_and_does_nothing_at_its_2012_level() -> None:
    base = amounts.programme_reach(0.68)
    more = amounts.programme_reach(2.0)
    assert amounts.programme_reach(1.0) == pytest.approx(1.0)
    assert amounts.prevention_factor(base, base, base, PARAMS, 1.0) == 1.0
    factor = amounts.prevention_factor(more, more, base, PARAMS, 1.0)
    assert factor == pytest.approx((1 - 0.05 * more) / (1 - 0.05 * base))
    assert amounts.prevention_factor(more, more, base, PARAMS, 0.0) == 1.0
    assert amounts.prevention_factor(more, more, base, PARAMS, -1.0) > 1.0


# --------------------------------------------------------------------------- deaths


def test_mean_local_share_stays_near_the_national_share() -> None:
    market = np.random.default_rng(1).standard_normal(20_000)
    for share in (0.02, 0.3, 0.9):
        mean = over(kernels.local_share, market, risks.market_centre(share, 1.0), 1.0).mean()
        assert mean == pytest.approx(
            share, abs=0.012
        )  # the bias takes 0.009 of it, and the error of the mean is under 0.002


def test_tolerance_follows_use_stands_still_in_treatment_and_is_lost_in_recovery() -> None:
    month = overdose.opioid_numbers(PARAMS, setting(), dt=1.0, strength=1.0, co_use=(0.0, 0.0))
    tolerance = np.zeros(4)
    for _ in range(600):
        tolerance = over(
            kernels.next_tolerance, tolerance, 0.5, month.uses, month.usual, month.speed
        )
    np.testing.assert_allclose(tolerance, [0.2, 0.5, 0.0, -1.2], atol=1e-9)


def test_lethality_at_the_reference_purity_is_the_parameter() -> None:
    assert risks.fentanyl_lethality(1.0, 0.0, PARAMS) == PARAMS.lethality_fentanyl
    lethality = PARAMS.lethality_fentanyl
    assert kernels.mixed_lethality(0.0, lethality) == 1.0
    assert kernels.mixed_lethality(1.0, lethality) == lethality
    assert kernels.mixed_lethality(0.5, 3.0) == 2.0


def test_naloxone_saturates_and_may_go_either_way() -> None:
    averted = [risks.naloxone_averted(x, PARAMS, 1.0) for x in (0.0, 1.0, 100.0)]
    np.testing.assert_allclose(averted, [0.0, 0.3 * (1 - np.exp(-1.5)), 0.3])
    assert risks.naloxone_averted(1.0, PARAMS, 0.0) == 0.0
    assert risks.naloxone_averted(1.0, PARAMS, -1.0) < 0.0
    harmful = ConsumptionParams(naloxone_ceiling=-0.05)
    assert risks.naloxone_averted(1.0, harmful, 1.0) < 0.0


def test_liability_and_seizures_act_only_beyond_2012() -> None:
    assert risks.liability_factor(0.8, 0.8, PARAMS, 1.0) == 1.0
    assert risks.liability_factor(1.0, 0.0, PARAMS, 1.0) == pytest.approx(1.0 / 0.95)
    assert risks.liability_factor(1.0, 0.0, PARAMS, 0.0) == 1.0
    assert risks.seizure_factor(1.0, PARAMS, 1.0) == 1.0
    assert 1.0 < risks.seizure_factor(2.0, PARAMS, 1.0) < 1.01
    assert risks.seizure_factor(2.0, PARAMS, 0.0) == 1.0
    assert risks.seizure_factor(2.0, PARAMS, -1.0) < 1.0


def test_thinned_deaths_have_the_right_mean_and_never_exceed_the_row() -> None:
    deaths, sums = dead(np.full(40_000, 100.0), np.full(40_000, 0.06), None)

    expected = sums[kernels.EXPECTED] / kernels.GRAIN
    assert expected == pytest.approx(40_000 * 100 * -np.expm1(-0.005))
    chance = expected / 40_000
    assert 0 < chance < 1
    error = np.sqrt(chance * (1 - chance) * 40_000)  # stochastic rounding
    assert deaths.sum() == pytest.approx(expected, abs=4.5 * error)  # false alarm 1 in 150,000
    assert sums[kernels.DIED] == deaths.sum() * kernels.GRAIN
    tiny, _ = dead(np.array([0.4, 3.0]), np.full(2, 1e4), np.full(2, 1e-9))
    np.testing.assert_array_equal(tiny, [0.0, 3.0])


def dead(
    weight: FloatArray, rate: FloatArray, uniform: FloatArray | None
) -> tuple[FloatArray, IntArray]:
    """Who dies of rows at yearly rates, and the sums."""
    deaths, sums = np.zeros(weight.size), np.zeros(kernels.N_SUMS, np.int64)
    uniform = np.random.default_rng(2).random(weight.size) if uniform is None else uniform
    before = weight.copy()
    kernels.die(weight, rate, uniform, 1.0 / 12.0, deaths, sums)
    np.testing.assert_array_equal(before - deaths, weight)
    return deaths, sums


def test_every_opioid_death_is_by_fentanyl_or_names_heroin() -> None:
    sums = np.zeros(kernels.N_SUMS)
    sums[[kernels.DIED, kernels.SYNTHETIC, kernels.WITH_HEROIN]] = 30.0, 25.0, 8.0
    sums[[kernels.WITH_COCAINE, kernels.WITH_METH]] = 6.0, 3.0
    model = State()
    model.params, model.flows = Params(), Flows()
    mentions = overdose.opioid_mentions(model, setting(novel_part=0.1), sums)
    by_drug = dict(zip(DRUGS, mentions, strict=True))
    assert by_drug["fentanyl"] == 25.0
    assert by_drug["novel_opioid"] == pytest.approx(2.5)
    assert by_drug["heroin"] == pytest.approx(5.0 + 8.0)
    assert by_drug["cocaine"] == pytest.approx(6.0 * PARAMS.cocaine_mention)
    assert model.flows.cocaine_deaths_with_opioid == by_drug["cocaine"]
    assert model.flows.opioid_deaths == 30.0


def test_a_pass_over_opioid_users_follows_the_rules_row_by_row() -> None:
    columns, key = opioid_rows(50), draw_key(3, "consumption", 7)
    use = use_at(1.3, short_run=-0.3, amount=-0.5)
    month = overdose.opioid_numbers(PARAMS, setting(), dt=1.0, strength=1.0, co_use=(0.4, 0.2))
    old, sums = copy.deepcopy(columns), np.zeros(kernels.N_SUMS, np.int64)
    kernels.opioid_users(0, 50, columns.people, use, month, sums, key)

    uniform, totals = uniforms(key, 1, 50)[0], np.zeros(kernels.N_SUMS)
    for i in range(50):
        state, weight = int(old.state[i]), old.weight[i]
        habit = old.habit[i] + use.closed * (use.target[state] - old.habit[i])
        amount = min(np.exp(use.now[state] + habit), np.exp(use.log_most))
        share = 1.0 / (1.0 + np.exp(-month.centre - month.spread * float(old.market_rank[i])))
        dose = np.log(1.0 + share * (month.potency - 1.0))
        aim = month.uses[state] * dose + month.usual[state]
        tolerance = old.tolerance[i] + month.speed[state] * (aim - old.tolerance[i])
        extra = np.clip(dose - tolerance, month.least_surprise, month.most_surprise)
        mixed = 1.0 - share + share * month.lethality
        rate = month.risk[state] * mixed * np.exp(month.surprise * extra)
        rate *= amount**month.amount_power
        if state == people.DEPENDENT and old.months_since_treatment[i] < month.exit_months:
            rate *= month.after_exit
        expected = weight * (1.0 - np.exp(-rate / 12.0))
        deaths = min(np.floor(expected + uniform[i]), np.floor(weight))
        synthetic = deaths * share * month.lethality / mixed
        assert columns.weight[i] == weight - deaths
        assert columns.habit[i] == pytest.approx(habit, rel=1e-12)
        assert columns.tolerance[i] == pytest.approx(tolerance, rel=1e-12)
        is_dependent = state == people.DEPENDENT
        totals[kernels.GRAMS] += weight * amount
        totals[kernels.USED_BY_DEPENDENT] += weight * amount * is_dependent
        totals[kernels.FACED] += weight * rate * is_dependent
        totals[kernels.EXPECTED] += expected
        totals[kernels.DIED] += deaths
        totals[kernels.SYNTHETIC] += synthetic
        totals[kernels.WITH_HEROIN] += synthetic * min(month.heroin_mix * (1 - share), 1.0)
        totals[kernels.WITH_COCAINE] += deaths * (old.cocaine_rank[i] < 0.4)
        totals[kernels.WITH_METH] += deaths * (old.meth_rank[i] < 0.2)
    np.testing.assert_allclose(sums / kernels.GRAIN, totals, rtol=1e-7)
    assert totals[kernels.DIED] > 0


def opioid_rows(n: int) -> ConsumerColumns:
    """Rows of opioid users in every state, some of whom left treatment of late."""
    rng, columns = np.random.default_rng(4), ConsumerColumns.empty(n)
    columns.occupy(np.arange(n))
    columns.state[:] = np.arange(n) % 4
    columns.weight[:] = 1_000.0 * (1.0 + rng.random(n))
    columns.habit[:], columns.tolerance[:] = rng.normal(size=(2, n)) / 10.0
    columns.market_rank[:] = rng.normal(size=n)
    columns.cocaine_rank[:], columns.meth_rank[:] = rng.random((2, n))
    columns.months_since_treatment[:] = np.where(rng.random(n) < 0.5, 0.0, 1_000.0)
    return columns


# ----------------------------------------------------------------- people and moves


def test_competing_moves_match_hand_calculation() -> None:
    moves = people.Moves(
        to_dependent=np.array([0.3, 0.0, 0.0, 0.0]), away=np.array([0.9, 0.0, 0.0, 0.0])
    )
    first, any_move = moves.chances(1.0)
    assert any_move[0] == pytest.approx(-np.expm1(-1.2 / 12))
    assert first[0] == pytest.approx(0.25 * any_move[0])
    assert not first[1:].any()
    assert not any_move[1:].any()


def test_rows_move_by_one_number_each_and_leavers_are_only_marked() -> None:
    columns, key = opioid_rows(4_000), draw_key(1, "consumption/moves", 2)
    state, uniform = columns.state.copy(), uniforms(key, 1, 4_000)[0]
    up, any_move = np.full((4, 4), 0.2), np.full((4, 4), 0.5)
    kernels.move(0, 4_000, columns.people, np.full((4, 4), 0.9), up, any_move, 1.0, key)

    leaves = (uniform >= 0.2) & (uniform < 0.5) & (state != people.DEPENDENT)
    expected = np.where(uniform < 0.2, people.DEPENDENT, state)
    recovers = (uniform >= 0.2) & (uniform < 0.5) & (state == people.DEPENDENT)
    expected[recovers] = people.RECOVERED
    np.testing.assert_array_equal(columns.state, expected)
    np.testing.assert_array_equal(columns.fate == kernels.LEAVES, leaves)
    moved = (uniform < 0.2) | recovers
    np.testing.assert_array_equal(columns.months_in_state, np.where(moved, 0.0, 1.0))


def test_making_room_conserves_people_in_every_state_and_is_unbiased() -> None:
    kept = []
    for seed in range(400):
        columns = ConsumerColumns.empty(20)
        columns.occupy(np.arange(20))
        columns.weight[:] = np.arange(1.0, 21.0)
        columns.state[:] = np.arange(20) % 2
        columns.habit[:] = np.arange(20)
        before = np.bincount(columns.state, weights=columns.weight)
        total = float(columns.weight @ columns.habit)

        rows = people.make_room(
            columns,
            slice(0, 20),
            6,
            key=draw_key(seed, "consumption/merging", 0),
            usual_weight=np.ones(4),
        )

        assert rows.size == 6
        assert not columns.weight[rows].any()
        after = np.bincount(columns.state, weights=columns.weight, minlength=2)
        np.testing.assert_allclose(after, before)
        kept.append(float(columns.weight @ columns.habit) - total)
    error = np.std(kept) / 20.0
    assert abs(np.mean(kept)) < 4.5 * error  # false alarm 1 in 150,000


@pytest.mark.parametrize("substeps", [1, 3])
def test_people_are_conserved_every_month(substeps: int) -> None:
    model = Stub(3, substeps=substeps, consumers=3_000).start()
    state, columns = model.consumption, model.consumers
    whole = columns.weight.sum() + state.at_risk + state.stable.sum()
    dead = 0.0
    for _ in range(48):
        weight = columns.weight.sum()
        model.step()
        flows = model.flows
        change = flows.consumer_entries - flows.overdose_deaths - flows.consumer_exits
        assert columns.weight.sum() - weight == pytest.approx(change, abs=1e-4)
        assert state.users.sum() == pytest.approx(columns.weight.sum())
        dead += flows.overdose_deaths
        assert flows.overdose_deaths == round(flows.overdose_deaths)
    left = columns.weight.sum() + state.at_risk + state.stable.sum()
    assert whole - left == pytest.approx(dead, abs=1e-3)
    assert (columns.weight >= 0.0).all()
    assert not columns.weight[~columns.alive].any()


def test_a_full_block_never_grows_and_keeps_its_people_alike_in_weight() -> None:
    model = Stub(1, consumers=2_000).start().run(120)
    for drug_class, block in enumerate(model.consumption.blocks):
        assert (model.consumers.drug_class[block] == drug_class).all()
        weight = model.consumers.weight[block][model.consumers.alive[block]]
        assert weight.max() < 12 * np.median(weight[weight > 0])


# --------------------------------------------------------------- demand and the model


def test_first_month_asks_for_the_demand_that_supply_is_balanced_on() -> None:
    model = Stub(1).start()
    expected = model.consumption.initial_demand_kg_per_month
    model.step()
    for drug in ("heroin", "cocaine", "methamphetamine"):
        i = DRUGS.index(drug)
        assert model.consumption.demand_kg[i] == pytest.approx(expected[i], rel=0.02)


@pytest.mark.parametrize(
    ("drug_class", "drug", "published"), [(1, "cocaine", -0.5), (2, "methamphetamine", -0.25)]
)
def test_short_run_elasticity_is_the_published_average(
    drug_class: int, drug: str, published: float
) -> None:
    usual, dear = Stub(1), Stub(1)
    dear.price_factor = np.ones(3)
    dear.price_factor[drug_class] = 1.5
    kg = []
    for model in (usual, dear):
        model.start().step()
        kg.append(model.consumption.demand_kg[DRUGS.index(drug)])
    assert np.log(kg[1] / kg[0]) / np.log(1.5) == pytest.approx(published, abs=0.02)


def test_elasticities_off_leave_demand_alone_and_reversed_raise_it() -> None:
    for strength, sign in ((0.0, 0), (-1.0, 1)):
        doses = []
        for factor in (1.0, 1.5):
            model = Stub(1, consumers=2_000, strength={"demand_elasticity": strength})
            model.price_factor = np.full(3, factor)
            model.start().run(24)
            doses.append(model.consumption.used_doses)
        assert np.sign(round(np.log(doses[1] / doses[0]), 9)) == sign


def test_luck_is_shared_until_the_policy_and_naloxone_saves_lives_after() -> None:
    usual = Stub(1, consumers=3_000).start().run(60)
    policy = copy.deepcopy(usual)
    policy.levers["harm_reduction"] = policy.levers["harm_reduction"] * 3.0
    deaths = [m.run(12).results()["deaths"] for m in (usual, policy)]
    assert deaths[0][:60].equals(deaths[1][:60])
    assert deaths[1][60:].sum() < deaths[0][60:].sum()


def test_drawn_deaths_do_not_move_perceived_risk(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Stub(5, consumers=2_000).start(), Stub(5, consumers=2_000).start()
    # the same people: only the numbers of deaths are keyed by another seed
    monkeypatch.setattr(
        two,
        "draw_key",
        lambda process: draw_key(
            6 if process == "consumption" else 5, process, two.month, two.substep
        ),
    )

    one.step()
    two.step()
    assert one.flows.overdose_deaths != two.flows.overdose_deaths
    assert one.consumption.perceived_risk == two.consumption.perceived_risk


def test_lower_purity_lowers_deaths_at_once() -> None:
    usual = Stub(2, consumers=3_000).start().run(132)
    weak = copy.deepcopy(usual)
    weak.purity_factor = 0.5
    deaths = [m.run(6).results()["d_fentanyl"][132:].sum() for m in (usual, weak)]
    assert deaths[1] < 0.8 * deaths[0]


def test_four_substeps_give_the_same_deaths() -> None:
    results = [Stub(1, substeps=n).start().run(72).results() for n in (1, 4)]
    for column, tolerance in (("deaths", 0.06), ("doses", 0.06)):
        whole, split = (
            r[column].groupby(pd.DatetimeIndex(r.index).year).sum() for r in results
        )
        # standard deviation of one year's difference 0.013: false alarm under 1e-4
        np.testing.assert_allclose(split, whole, rtol=tolerance)


def test_given_supply_brings_about_the_deaths_of_2012_to_2019() -> None:
    results = Stub(1).start().run(96).results()
    yearly = results.groupby(pd.DatetimeIndex(results.index).year).sum()
    series = pd.read_csv("sim/data/series.csv")
    for column, name, worst in (
        ("d_fentanyl", "synthetic_opioids", 0.10),
        ("d_heroin", "heroin", 0.10),
        ("d_cocaine", "cocaine", 0.10),
        ("d_methamphetamine", "psychostimulants", 0.10),
    ):
        rows = series[series["series_id"] == f"us_od_deaths_{name}"].set_index("year")["value"]
        error = np.abs(yearly[column] / rows.loc[2012:2019] - 1.0).mean()
        assert error < worst


def test_use_and_users_of_2016_are_near_rand() -> None:
    results = Stub(1).start().run(60).results().loc["2016"]
    opioids = (results["kg_heroin"] + 25.0 * results["kg_fentanyl"]).sum()
    assert opioids == pytest.approx(47e3, rel=0.15)
    assert results["kg_cocaine"].sum() == pytest.approx(145e3, rel=0.15)
    assert results["kg_methamphetamine"].sum() == pytest.approx(171e3, rel=0.15)
    assert results["meth_dep"].mean() == pytest.approx(3.2e6, rel=0.15)


def test_stub_prices_start_at_their_2012_level() -> None:
    assert log_path(((2012.0, 2.0), (2014.0, 8.0)), 2013.0) == pytest.approx(4.0)
