"""Every config composes, says where its numbers come from, and means what it says."""

import ast
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from omegaconf import OmegaConf

from experiments.config.compose import compose, compose_tree, hydra_choices
from experiments.config.overrides import CONFIGS, options, read_setting
from experiments.config.scenarios import with_scenario
from sim.config import CHOICES
from sim.levers import LEVER_NAMES
from sim.mechanisms import MECHANISMS
from sim.params import Params

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = (
    "no_policy",
    "history",
    "strikes",
    "kingpin",
    "terror_designation",
    "sanctions",
    "crypto_deregulation",
    "tariffs",
    "treatment_cuts",
    "treatment_expansion",
    "deportations",
    "border_surge",
    "surveillance",
    "mexican_deployment",
    "gun_law_weakening",
    "gun_control",
    "anticorruption_cuts",
    "precursor_control",
    "us_partner_enforcement",
    "user_liability",
    "recruitment_prevention",
    "security_aid",
    "current_approach",
    "mexico_and_china",
    "announced_approach",
    "comprehensive",
    "carter_treatment",
    "merida",
)
UNRECORDED = ("arrests", "recruitment")  # multiples of the model's own
EFFECTIVE_SHARE = Params().firms.effective_share_of_headline


def paths(*overrides: str) -> pd.DataFrame:
    """Return every lever's value in every month."""
    model = compose(overrides).model
    months = model.calendar.months
    return pd.DataFrame(
        {name: lever.monthly(months) for name, lever in model.levers.items()}, index=months
    )


def recorded(lever: str) -> pd.DataFrame:
    """Return the rows of the table behind a lever's history, in the lever's unit."""
    table = pd.read_csv(ROOT / "sim/data/lever_history.csv", parse_dates=["date"])
    rows = table[table["lever"] == lever].copy()
    if lever == "tariff":
        rows["value"] /= EFFECTIVE_SHARE
    return rows


def test_versions_are_pinned_twice_alike() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pinned = project["tool"]["uv"]["constraint-dependencies"]
    assert pinned == (ROOT / "constraints.txt").read_text().splitlines()
    names = {line.partition("==")[0] for line in pinned}
    for words in project["project"]["optional-dependencies"].values():
        assert {word.partition(">")[0] for word in words} <= names


def test_hashes_are_those_of_the_pinned_versions() -> None:
    text = (ROOT / "requirements-hashes.txt").read_text()
    entries = [line for line in text.splitlines() if not line.startswith(("#", " "))]
    versions = [entry.removesuffix("\\").strip() for entry in entries]
    assert versions == (ROOT / "constraints.txt").read_text().splitlines()
    for block in re.split(r"\n(?=\S)", text[text.index(entries[0]) :]):
        assert "--hash=sha256:" in block, block
    for word in ("://", "--index-url", "--extra-index-url"):
        assert word not in text, "no address of an index belongs here"


# ------------------------------------------------------------------------------ names


def test_all_scenarios_and_levers_of_the_contract_exist() -> None:
    assert set(SCENARIOS) <= set(options("scenario"))
    assert set(LEVER_NAMES) == set(options("levers")) == set(compose([]).model.levers)


@pytest.mark.parametrize("name", options("scenario"))
def test_a_scenario_composes_and_gives_each_number_a_source(name: str) -> None:
    resolved = compose([f"scenario={name}"])
    scenario = resolved.tree["scenario"]

    assert resolved.scenario == name
    assert len(scenario["about"]) > 20
    for rows in (scenario["schedules"] or {}).values():
        assert all(len(row["source"]) > 5 for row in rows)


@pytest.mark.parametrize("group", ["params", "experiment"])
def test_every_choice_of_a_group_composes(group: str) -> None:
    for name in options(group):
        setting = read_setting(f"{group}={name}")
        choices = hydra_choices([setting])
        first = [next(extra.values()).text for extra in choices.sweep]
        assert compose([f"{group}={name}", *first])
        assert bool(choices.sweep) == choices.is_sweep


def test_an_experiment_changes_something() -> None:
    plain = compose([])
    for name in options("experiment"):
        sweep = hydra_choices([read_setting(f"experiment={name}")]).sweep
        tree = compose([f"experiment={name}"]).tree
        assert sweep or tree != plain.tree, name


def test_a_set_of_parameters_reaches_the_model() -> None:
    model = compose(["params=additive_pass_through"]).model

    assert model.params.markets.pass_through_form == "additive"
    assert compose([]).model.params.markets.pass_through_form == "multiplicative"


def test_the_fast_way_to_compose_equals_hydra() -> None:
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        for words in (
            ["scenario=announced_approach", "seed=4", "params=additive_pass_through"],
            ["scenario=merida", 'levers.tariff.schedule=[{from: "2025-03-01", value: 25}]'],
            ["experiment=no_adaptation", "scenario=tariffs", "strength.guns=-1e-1"],
            ["calendar.start=2013-01-01", "world.network_csv='a b.csv'", "set.strikes=null"],
        ):
            whole = OmegaConf.to_container(hydra_compose("config", words), resolve=True)
            settings = [read_setting(word) for word in words]
            assert compose_tree(settings) == whole


# ----------------------------------------------------------------------------- levers


@pytest.mark.parametrize("name", LEVER_NAMES)
def test_a_lever_declares_itself(name: str) -> None:
    lever = compose([]).model.levers[name]

    assert lever.unit
    assert lever.bounds[0] <= lever.neutral <= lever.bounds[1]
    assert len(lever.evidence) > 20
    assert lever.grade in ("high", "medium", "low", "none")
    assert set(lever.mechanisms) <= set(MECHANISMS)
    assert lever.schedule[0].date == pd.Timestamp("2012-01-01")
    assert lever.schedule[-1].date < pd.Timestamp("2025-01-01")
    assert lever.schedule[-1].value == pytest.approx(lever.neutral)
    assert all(row.source for row in lever.schedule)


@pytest.mark.parametrize("name", [name for name in LEVER_NAMES if name not in UNRECORDED])
def test_history_and_what_came_after_agree_with_the_table(name: str) -> None:
    rows = recorded(name)
    for scenario, levels in (("no_policy", rows[rows["date"] < "2025"]), ("history", rows)):
        lever = compose([f"scenario={scenario}"]).model.levers[name]
        for date, value in zip(levels["date"], levels["value"], strict=True):
            if date >= pd.Timestamp("2012-01-01"):
                assert lever.at(date) == pytest.approx(value), (scenario, date)


def test_packages_agree_with_their_table() -> None:
    table = pd.read_csv(ROOT / "sim/data/policy_packages.csv", parse_dates=["from"])
    table = table[table["package"].isin(["carter_treatment", "comprehensive"])]
    for row in table[table["lever"] != "tariff"].itertuples():  # stays at its level of 2024
        lever = compose([f"scenario={row.package}"]).model.levers[str(row.lever)]
        assert lever.at(row[3]) == pytest.approx(row.value), (row.package, row.lever)


def test_a_lever_reaches_the_processes_that_it_names() -> None:
    tree = ast.parse((ROOT / "sim/model.py").read_text())
    step = next(
        n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "step"
    )
    reached: dict[str, set[str]] = {}
    for call in ast.walk(step):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            for word in call.keywords:
                if isinstance(word.value, ast.Subscript):
                    lever = ast.literal_eval(word.value.slice)
                    reached.setdefault(lever, set()).add(ast.unparse(call.func.value))
    declared = {name: set(lever.acts_on) for name, lever in compose([]).model.levers.items()}

    assert reached == declared
    assert set(reached) == set(LEVER_NAMES)


def test_expected_effects_name_declared_outcomes() -> None:
    from sim.outcomes import OUTCOMES

    columns = {column for outcome in OUTCOMES for column in outcome.columns}
    for lever in compose([]).model.levers.values():
        assert lever.expected_effect.outcome in columns, lever.name


# ------------------------------------------------------------------ meaning of policies


@pytest.mark.parametrize("name", options("scenario"))
def test_a_scenario_changes_nothing_before_it_begins(name: str) -> None:
    before = slice(None, "2024-12")
    reference, policy = paths(), paths(f"scenario={name}")

    np.testing.assert_array_equal(reference.loc[before], policy.loc[before])
    assert (name == "no_policy") == reference.equals(policy)


def test_no_policy_holds_the_levels_of_2024() -> None:
    levels = paths()

    assert (levels.loc["2025":] == levels.loc["2024-12-01"]).all(axis=None)


def test_a_set_value_holds_for_the_whole_policy_period() -> None:
    tariff = paths("set.tariff=25")["tariff"]

    assert (tariff["2025":] == 25.0).all()
    np.testing.assert_array_equal(tariff[:"2024"], paths()["tariff"][:"2024"])


def test_a_set_value_begins_with_the_policy() -> None:
    tariff = paths("set.tariff=25", "calendar.policy_start=2018-07-01")["tariff"]

    assert tariff["2018-06-01"] != 25.0
    assert (tariff["2018-07":] == 25.0).all()


def test_a_schedule_replaces_the_scenario_and_a_set_value_replaces_both() -> None:
    rows = '[{from: "2025-03-01", value: 5}, {from: "2027-01-01", value: 7}]'
    own = f"levers.tariff.schedule={rows}"
    scenario = paths("scenario=tariffs")["tariff"]
    schedule = paths("scenario=tariffs", own)["tariff"]
    both = paths("scenario=tariffs", own, "set.tariff=9")["tariff"]

    assert (scenario["2025":] == 25.0).all()
    assert schedule["2025-02-01"] == 25.0
    assert (schedule["2025-03":"2026"] == 5.0).all()
    assert (schedule["2027":] == 7.0).all()
    assert (both["2025":] == 9.0).all()


def test_a_schedule_leaves_the_other_levers_alone() -> None:
    own = 'levers.tariff.schedule=[{from: "2025-03-01", value: 25}]'

    pd.testing.assert_frame_equal(
        paths(own).drop(columns="tariff"), paths().drop(columns="tariff"), check_exact=True
    )


def test_a_row_may_ramp() -> None:
    own = (
        "levers.border_enforcement.schedule="
        '[{from: "2025-01-01", value: 1, rule: linear}, {from: "2029-01-01", value: 3}]'
    )
    effort = paths(own)["border_enforcement"]

    assert effort["2026-12-01":"2027-01-01"].mean() == pytest.approx(2.0, abs=0.01)
    assert effort["2029-01-01"] == 3.0


def test_policies_follow_the_start_of_the_policy() -> None:
    early = paths("scenario=merida", "calendar.policy_start=2016-01-01")["security_aid"]

    assert (early["2016"] == 5.8).all()
    assert (early["2018"] == 9.2).all()
    assert early["2015-12-01"] == paths()["security_aid"]["2015-12-01"]


def test_a_scenario_may_bring_its_own_start_and_the_command_line_wins() -> None:
    own = compose(["scenario=tariffs", "scenario.policy_start=2019-06-01"]).model
    forced = compose(
        [
            "scenario=tariffs",
            "scenario.policy_start=2019-06-01",
            "calendar.policy_start=2020-01-01",
        ]
    ).model

    assert own.calendar.policy_start == pd.Timestamp("2019-06-01")
    assert own.levers["tariff"].at(pd.Timestamp("2019-06-01")) == 25.0
    assert forced.calendar.policy_start == pd.Timestamp("2020-01-01")


def test_the_announced_approach_is_the_realised_one_but_for_four_levers() -> None:
    realised, announced = (
        paths("scenario=current_approach"),
        paths("scenario=announced_approach"),
    )
    changed = {name for name in realised if not realised[name].equals(announced[name])}

    assert changed == {"tariff", "strikes", "treatment_funding", "deportations"}
    assert announced["tariff"].iloc[-1] == 25.0


def test_history_is_the_united_states_part_and_that_of_mexico_and_china() -> None:
    months = paths()
    moved = {
        name: {
            lever
            for lever in months
            if not months[lever].equals(paths(f"scenario={name}")[lever])
        }
        for name in ("history", "current_approach", "mexico_and_china")
    }

    assert moved["history"] == moved["current_approach"] | moved["mexico_and_china"]
    assert not moved["current_approach"] & moved["mexico_and_china"]
    assert {"kingpin_captures", "precursor_control"} <= moved["mexico_and_china"]
    assert {"tariff", "border_enforcement"} <= moved["current_approach"]


def test_the_three_days_of_full_tariff_weigh_as_three_days() -> None:
    tariff = paths("scenario=history")["tariff"] * EFFECTIVE_SHARE

    assert tariff["2025-03-01"] == pytest.approx((3 * 0.3 + 3 * 25 + 25 * 3) / 31)


# ---------------------------------------------------------------------- other families


def test_keys_reach_the_model() -> None:
    model = compose(
        [
            "seed=9",
            "calendar.end=2028-06-01",
            "calendar.substeps=4",
            "population.firms=500",
            "strength.guns=-1",
            "params.consumption.long_run_opioid=-1.2",
            *(f"adaptation.{choice}=false" for choice in CHOICES),
        ]
    ).model

    assert model.seed == 9
    assert model.calendar.months[-1] == pd.Timestamp("2028-06-01")
    assert model.calendar.substeps == 4
    assert model.population.firms == 500
    assert model.strength["guns"] == -1.0
    assert model.params.consumption.long_run_opioid == -1.2
    assert not any(getattr(model.adaptation, choice) for choice in CHOICES)


def test_quick_is_smaller_but_never_overrules() -> None:
    quick = compose(["quick=true"])
    chosen = compose(["quick=true", "population.consumers=7000", "replications=5"])

    assert quick.model.population.consumers < compose([]).model.population.consumers
    assert quick.replications < compose([]).replications
    assert quick.model.calendar == compose([]).model.calendar
    assert (chosen.model.population.consumers, chosen.replications) == (7000, 5)
    assert chosen.model.population.firms == quick.model.population.firms


def test_composing_does_not_depend_on_what_was_composed_before() -> None:
    first = compose(["scenario=tariffs"])
    first.tree["scenario"]["schedules"].clear()
    first.model.strength["guns"] = 0.0

    assert compose(["scenario=tariffs"]).tree["scenario"]["schedules"]
    assert compose(["scenario=tariffs"]).model.strength["guns"] == 1.0


@pytest.mark.parametrize("name", options("scenario"))
@pytest.mark.parametrize(
    "words", [[], ["calendar.policy_start=2026-03-01", "params.conflict.war_ramp=7"]]
)
def test_a_finished_run_under_another_scenario_is_the_one_composed_so(
    name: str, words: list[str]
) -> None:
    composed = compose([*words, f"scenario={name}"]).model
    arrests = 'levers.arrests.schedule=[{from: "2025-06-01", value: 2}]'
    by_hand = ["scenario=tariffs", "set.strikes=5", arrests]

    assert with_scenario(compose(words), name) == composed
    assert with_scenario(compose([*words, *by_hand]), name) == composed
