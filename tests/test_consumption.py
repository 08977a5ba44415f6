"""Consumption: amounts, deaths, moves, and the books of people."""

import copy

import numpy as np
import pandas as pd
import pytest
from demand_stub import Stub, log_path

from sim.agents.consumer import ConsumerColumns
from sim.axes import DRUGS
from sim.params.consumption import ConsumptionParams
from sim.params.treatment import TreatmentParams
from sim.submodels import consumption_amounts as amounts
from sim.submodels import consumption_deaths as risks
from sim.submodels import consumption_people as people

PARAMS = ConsumptionParams()
FENTANYL = DRUGS.index("fentanyl")


def setting(**changes):
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


# -------------------------------------------------------------------------- amounts


def test_amount_matches_hand_calculation():
    state = np.array([people.OCCASIONAL, people.DEPENDENT])
    scale = amounts.state_scale(PARAMS)

    quantity = amounts.amount(
        np.array([0.0, 0.1]),
        state,
        log_price=np.log(2.0),
        short_run=-0.3,
        scale=scale,
        shift=0.0,
        most_spending=10.0,
    )

    expected = [2.0 ** (-0.3 * 0.9 / 0.7), 2.0 ** (-0.3 * 0.9) * np.exp(0.1)]
    np.testing.assert_allclose(quantity, expected)


def test_nobody_spends_more_than_his_purse_holds():
    quantity = amounts.amount(
        np.zeros(1),
        np.array([people.DEPENDENT]),
        log_price=np.log(4.0),
        short_run=2.0,
        scale=np.ones(4),
        shift=0.0,
        most_spending=10.0,
    )

    np.testing.assert_allclose(quantity * 4.0, 10.0)


def test_habit_reaches_the_long_run_and_halves_in_the_expected_time():
    scale, state = np.ones(4), np.zeros(1, int)
    habit = np.zeros(1)
    for _ in range(1_000):
        habit = amounts.new_habit(
            habit, state, log_price=1.0, extra_elasticity=-0.2, scale=scale, closed=0.05
        )
    assert habit[0] == pytest.approx(-0.2)


def test_strength_switches_elasticities_off_and_reverses_them():
    on, off, turned = (amounts.responses(PARAMS, s) for s in (1.0, 0.0, -1.0))
    assert (on.short_run < 0).all()
    assert (on.quitting > 0).all()
    assert not off.short_run.any()
    assert not off.start.any()
    assert off.cross == 0.0
    np.testing.assert_allclose(turned.amount, -on.amount)


def test_doses_become_kilograms_by_potency():
    grams = np.array([25.0, 53.0, 44.0]) * 1e6
    kg = amounts.demand_in_kg(grams, np.array([0.5, 0.4, 0.1]), PARAMS, dt=1.0)
    by_drug = dict(zip(DRUGS, kg, strict=True))
    doses = 25.0e3 * 40_000 / 12

    assert by_drug["fentanyl"] == pytest.approx(0.5 * doses / 1_000_000)
    assert by_drug["heroin"] == pytest.approx(0.4 * doses / 40_000)
    assert by_drug["novel_opioid"] == pytest.approx(0.1 * doses / 3_000_000)
    assert by_drug["cocaine"] == pytest.approx(53e3 / 12)


def test_treated_people_use_less_and_recovered_people_nothing():
    use = amounts.usual_use(PARAMS, TreatmentParams())

    np.testing.assert_allclose(use[:, people.TREATMENT], 0.4 * use[:, people.DEPENDENT])
    assert not use[:, people.RECOVERED].any()


def test_prevention_lowers_starts_and_does_nothing_at_its_2012_level():
    base = amounts.programme_reach(0.68)
    more = amounts.programme_reach(2.0)
    assert amounts.programme_reach(1.0) == pytest.approx(1.0)
    assert amounts.prevention_factor(base, base, base, PARAMS, 1.0) == 1.0
    factor = amounts.prevention_factor(more, more, base, PARAMS, 1.0)
    assert factor == pytest.approx((1 - 0.05 * more) / (1 - 0.05 * base))
    assert amounts.prevention_factor(more, more, base, PARAMS, 0.0) == 1.0
    assert amounts.prevention_factor(more, more, base, PARAMS, -1.0) > 1.0


# --------------------------------------------------------------------------- deaths


def test_mean_local_share_stays_near_the_national_share():
    market = np.random.default_rng(1).standard_normal(100_000)
    for share in (0.02, 0.3, 0.9):
        mean = risks.local_share(share, market, 1.0).mean()
        assert mean == pytest.approx(
            share, abs=0.012
        )  # false alarm under 1e-6: the bias bounds it


def test_tolerance_follows_use_stands_still_in_treatment_and_is_lost_in_recovery():
    state = np.arange(4)
    tolerance = np.zeros(4)
    for _ in range(600):
        tolerance = risks.new_tolerance(tolerance, state, np.full(4, 0.5), PARAMS, 1.0)
    np.testing.assert_allclose(tolerance, [0.2, 0.5, 0.0, -1.2], atol=1e-9)


def test_lethality_at_the_reference_purity_is_the_parameter():
    assert risks.fentanyl_lethality(1.0, 0.0, PARAMS) == PARAMS.lethality_fentanyl
    mixed, by_fentanyl = risks.opioid_terms(np.array([0.0, 1.0]), setting(), PARAMS)
    np.testing.assert_allclose(mixed, [1.0, PARAMS.lethality_fentanyl])
    np.testing.assert_allclose(by_fentanyl, [0.0, 1.0])


def test_naloxone_saturates_and_may_go_either_way():
    averted = [risks.naloxone_averted(x, PARAMS, 1.0) for x in (0.0, 1.0, 100.0)]
    np.testing.assert_allclose(averted, [0.0, 0.3 * (1 - np.exp(-1.5)), 0.3])
    assert risks.naloxone_averted(1.0, PARAMS, 0.0) == 0.0
    assert risks.naloxone_averted(1.0, PARAMS, -1.0) < 0.0
    harmful = ConsumptionParams(naloxone_ceiling=-0.05)
    assert risks.naloxone_averted(1.0, harmful, 1.0) < 0.0


def test_liability_and_seizures_act_only_beyond_2012():
    assert risks.liability_factor(0.8, 0.8, PARAMS, 1.0) == 1.0
    assert risks.liability_factor(1.0, 0.0, PARAMS, 1.0) == pytest.approx(1.0 / 0.95)
    assert risks.liability_factor(1.0, 0.0, PARAMS, 0.0) == 1.0
    assert risks.seizure_factor(1.0, PARAMS, 1.0) == 1.0
    assert 1.0 < risks.seizure_factor(2.0, PARAMS, 1.0) < 1.01
    assert risks.seizure_factor(2.0, PARAMS, 0.0) == 1.0
    assert risks.seizure_factor(2.0, PARAMS, -1.0) < 1.0


def test_thinned_deaths_have_the_right_mean_and_never_exceed_the_row():
    weight, rate = np.full(40_000, 100.0), np.full(40_000, 0.06)

    deaths, expected = risks.thinned(weight, rate, np.random.default_rng(2).random(40_000), 1.0)

    assert expected == pytest.approx(40_000 * 100 * -np.expm1(-0.005))
    chance = expected / 40_000
    assert 0 < chance < 1
    error = np.sqrt(chance * (1 - chance) * 40_000)  # stochastic rounding
    assert deaths.sum() == pytest.approx(expected, abs=4.5 * error)  # false alarm 1 in 150,000
    tiny, _ = risks.thinned(np.array([0.4, 3.0]), np.full(2, 1e4), np.zeros(2), 1.0)
    np.testing.assert_array_equal(tiny, [0.0, 3.0])


def test_every_opioid_death_is_by_fentanyl_or_names_heroin():
    deaths, share = np.array([10.0, 20.0]), np.array([0.2, 0.9])
    by_fentanyl = np.array([0.5, 1.0])
    mentions = risks.opioid_mentions(deaths, by_fentanyl, share, 0.1, PARAMS)
    mixed = np.minimum(PARAMS.heroin_mix * (1 - share), 1.0)
    by_drug = dict(zip(DRUGS, mentions, strict=True))
    assert by_drug["fentanyl"] == pytest.approx(25.0)
    assert by_drug["novel_opioid"] == pytest.approx(2.5)
    assert by_drug["heroin"] == pytest.approx(5.0 + 5.0 * mixed[0] + 20.0 * mixed[1])


# ----------------------------------------------------------------- people and moves


def test_competing_moves_match_hand_calculation():
    moves = people.Moves(
        to_dependent=np.array([0.3, 0.0, 0.0, 0.0]), away=np.array([0.9, 0.0, 0.0, 0.0])
    )
    n = 200_000
    uniform = (np.arange(n) + 0.5) / n
    up, out = people.draw_moves(np.zeros(n, int), uniform, moves, 1.0)
    any_move = -np.expm1(-1.2 / 12)
    assert up.mean() == pytest.approx(0.25 * any_move, abs=1e-5)
    assert out.mean() == pytest.approx(0.75 * any_move, abs=1e-5)
    assert not (up & out).any()


def test_making_room_conserves_people_in_every_state_and_is_unbiased():
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
            uniform=np.random.default_rng(seed).random(20),
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
def test_people_are_conserved_every_month(substeps):
    model = Stub(3, substeps=substeps, consumers=3_000).start()
    state, columns = model.consumption, model.consumers
    whole = columns.weight.sum() + state.at_risk + state.stable.sum()
    dead = 0.0
    for _ in range(48):
        weight = columns.weight.sum()
        model.step()
        flows = model.flows
        change = flows["consumer_entries"] - flows["overdose_deaths"] - flows["consumer_exits"]
        assert columns.weight.sum() - weight == pytest.approx(change, abs=1e-4)
        assert state.users.sum() == pytest.approx(columns.weight.sum())
        dead += flows["overdose_deaths"]
        assert flows["overdose_deaths"] == round(flows["overdose_deaths"])
    left = columns.weight.sum() + state.at_risk + state.stable.sum()
    assert whole - left == pytest.approx(dead, abs=1e-3)
    assert (columns.weight >= 0.0).all()
    assert not columns.weight[~columns.alive].any()


def test_a_full_block_never_grows_and_keeps_its_people_alike_in_weight():
    model = Stub(1, consumers=2_000).start().run(120)
    for drug_class, block in enumerate(model.consumption.blocks):
        assert (model.consumers.drug_class[block] == drug_class).all()
        weight = model.consumers.weight[block][model.consumers.alive[block]]
        assert weight.max() < 12 * np.median(weight[weight > 0])


# --------------------------------------------------------------- demand and the model


def test_first_month_asks_for_the_demand_that_supply_is_balanced_on():
    model = Stub(1).start()
    expected = model.consumption.initial_demand_kg_per_month
    model.step()
    for drug in ("heroin", "cocaine", "methamphetamine"):
        i = DRUGS.index(drug)
        assert model.consumption.demand_kg[i] == pytest.approx(expected[i], rel=0.02)


@pytest.mark.parametrize(
    ("drug_class", "drug", "published"), [(1, "cocaine", -0.5), (2, "methamphetamine", -0.25)]
)
def test_short_run_elasticity_is_the_published_average(drug_class, drug, published):
    usual, dear = Stub(1), Stub(1)
    dear.price_factor = np.ones(3)
    dear.price_factor[drug_class] = 1.5
    kg = []
    for model in (usual, dear):
        model.start().step()
        kg.append(model.consumption.demand_kg[DRUGS.index(drug)])
    assert np.log(kg[1] / kg[0]) / np.log(1.5) == pytest.approx(published, abs=0.02)


def test_elasticities_off_leave_demand_alone_and_reversed_raise_it():
    for strength, sign in ((0.0, 0), (-1.0, 1)):
        doses = []
        for factor in (1.0, 1.5):
            model = Stub(1, consumers=2_000, strength={"demand_elasticity": strength})
            model.price_factor = np.full(3, factor)
            model.start().run(24)
            doses.append(model.consumption.demand_doses)
        assert np.sign(round(np.log(doses[1] / doses[0]), 9)) == sign


def test_luck_is_shared_until_the_policy_and_naloxone_saves_lives_after():
    usual = Stub(1, consumers=3_000).start().run(60)
    policy = copy.deepcopy(usual)
    policy.levers["harm_reduction"] = policy.levers["harm_reduction"] * 3.0
    deaths = [m.run(12).results()["deaths"] for m in (usual, policy)]
    assert deaths[0][:60].equals(deaths[1][:60])
    assert deaths[1][60:].sum() < deaths[0][60:].sum()


def test_drawn_deaths_do_not_move_perceived_risk():
    one, two = Stub(5, consumers=2_000).start(), Stub(5, consumers=2_000).start()
    two.stream = lambda process: one_but(process, two)

    def one_but(process, model):
        rng = Stub.stream(model, process)
        if process == "consumption":
            model_rng = copy.deepcopy(rng)
            uniform = model_rng.random((7, model.consumers.capacity))
            uniform[0] = 1.0 - uniform[0]
            return FixedUniform(uniform)
        return rng

    one.step()
    two.step()
    assert one.flows["overdose_deaths"] != two.flows["overdose_deaths"]
    assert one.consumption.perceived_risk == two.consumption.perceived_risk


class FixedUniform:
    def __init__(self, values):
        self.values = values

    def random(self, shape):
        return self.values


def test_lower_purity_lowers_deaths_at_once():
    usual = Stub(2, consumers=3_000).start().run(132)
    weak = copy.deepcopy(usual)
    weak.purity_factor = 0.5
    deaths = [m.run(6).results()["d_fentanyl"][132:].sum() for m in (usual, weak)]
    assert deaths[1] < 0.8 * deaths[0]


def test_four_substeps_give_the_same_deaths():
    results = [Stub(1, substeps=n).start().run(72).results() for n in (1, 4)]
    for column, tolerance in (("deaths", 0.06), ("doses", 0.06)):
        whole, split = (r[column].groupby(r.index.year).sum() for r in results)
        # standard deviation of one year's difference 0.013: false alarm under 1e-4
        np.testing.assert_allclose(split, whole, rtol=tolerance)


def test_given_supply_brings_about_the_deaths_of_2012_to_2019():
    results = Stub(1).start().run(96).results()
    yearly = results.groupby(results.index.year).sum()
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


def test_use_and_users_of_2016_are_near_rand():
    results = Stub(1).start().run(60).results().loc["2016"]
    opioids = (results["kg_heroin"] + 25.0 * results["kg_fentanyl"]).sum()
    assert opioids == pytest.approx(47e3, rel=0.15)
    assert results["kg_cocaine"].sum() == pytest.approx(145e3, rel=0.15)
    assert results["kg_methamphetamine"].sum() == pytest.approx(171e3, rel=0.15)
    assert results["meth_dep"].mean() == pytest.approx(3.2e6, rel=0.15)


def test_stub_prices_start_at_their_2012_level():
    assert log_path(((2012.0, 2.0), (2014.0, 8.0)), 2013.0) == pytest.approx(4.0)
