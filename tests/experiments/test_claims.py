"""Claims: files read and refused, verdicts by hand, and a few rows run."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.claims import OPTIONS
from experiments.comparison.effects import Paired
from experiments.config.compose import compose
from experiments.config.errors import InputError
from experiments.public_claims.claim import claim_of, names, read_claims
from experiments.public_claims.judge import in_time, judge_all
from experiments.public_claims.runs import changes, configs_of, run_key
from experiments.public_claims.verdicts import (
    Effect,
    final_verdict,
    rests_on_mechanisms,
    verdict_of,
)

GOOD = {
    "claim": "Tariffs cost jobs.",
    "scenario": "tariffs",
    "outcome": "formal_jobs",
    "direction": "-",
    "horizon": 2,
    "mechanisms": ["tariffs_unemployment_recruitment"],
}


def errors_of(**changed: Any) -> str:
    with pytest.raises(InputError) as refused:
        claim_of("mine", {**GOOD, **changed})
    return "\n".join(refused.value.errors)


def test_every_claim_of_the_project_is_good_and_says_who_decides() -> None:
    claims = read_claims(None)

    assert len(claims) >= 34
    assert all(claim.because for claim in claims)
    configs = configs_of(compose(["quick=true"], OPTIONS), claims)
    assert next(iter(configs)) == "no_policy"


def test_runs_that_claims_share_are_made_once() -> None:
    claims = read_claims(["tariffs_cost_jobs", "tariffs_push_recruits"])

    configs = configs_of(compose([], OPTIONS), claims)

    # tariffs and no policy, each as is, off and reversed, and flipped for the second
    assert len(configs) == 8
    keys = {run_key(claim.policy, claim, "0") for claim in claims}
    assert keys == {"tariffs|tariffs_unemployment_recruitment=0"}


def test_other_rules_begin_with_the_policy_and_leave_the_history_alone() -> None:
    claim = read_claims(["tariffs_push_recruits"])[0]
    configs = configs_of(compose([], OPTIONS), [claim])

    flipped = configs[run_key(claim.reference, claim, "flipped")]
    assert flipped.params.recruitment.earnings_response == 0.00095
    assert configs["no_policy"].params.recruitment.earnings_response != 0.00095


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scenario": "tarifs"}, "claims/mine.yaml.scenario: 'tarifs' .* did you mean tariffs"),
        ({"outcome": "formal_job"}, "outcome: 'formal_job' .* did you mean formal_jobs"),
        ({"direction": "down"}, r"direction: 'down' is not allowed; allowed: \+, -, none"),
        ({"horizon": 3}, "horizon: 3 is not allowed; allowed: year 1, 2, 5"),
        ({"mechanisms": ["gun"]}, "mechanisms: 'gun' .* did you mean guns"),
        ({"mechanisms": "guns"}, "mechanisms: 'guns' is not allowed"),
        ({"smallest": -1}, "smallest: -1 is not allowed; allowed: a number from 0 to 10"),
        ({"levers": {"tarif": 1}}, "levers.tarif: there is no 'tarif'"),
        ({"levers": {"tariff": "high"}}, "levers.tariff: 'high' .* a number"),
        ({"flips": {"recruitment.strike_multiplier": 9}}, "0.98 to 1.1"),
        ({"flips": {"recruitment.nothing": 1}}, "flips: 'recruitment.nothing'"),
        ({"decided_by": "agent"}, "decided_by: 'agent' .* did you mean agents"),
        ({"outcom": "recruits"}, "outcom: there is no 'outcom'"),
    ],
)
def test_a_bad_value_is_refused_with_path_value_and_what_is_allowed(
    changed: dict[str, Any], words: str
) -> None:
    assert pd.Series([errors_of(**changed)]).str.contains(words).all(), errors_of(**changed)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    assert len(errors_of(direction="down", horizon=3, outcome="x").splitlines()) == 3


def test_a_file_without_its_keys_or_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "half.yaml").write_text("claim: 'x'\n")
    (tmp_path / "broken.yaml").write_text("claim: [\n")
    (tmp_path / "words.yaml").write_text("just words\n")
    with pytest.raises(InputError) as refused:
        read_claims(None, tmp_path)

    text = "\n".join(refused.value.errors)
    assert "claims/broken.yaml: can't be read" in text
    assert "scenario, outcome, direction, horizon, mechanisms missing" in text
    assert "claims/words.yaml" in text


def test_a_claim_that_does_not_exist_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="did you mean tariffs_cost_jobs"):
        read_claims(["tariff_cost_jobs"])
    assert "tariffs_cost_jobs" in names()


def test_a_lever_out_of_its_bounds_is_told_with_the_file() -> None:
    claim = claim_of("mine", {**GOOD, "levers": {"tariff": 1000}})

    with pytest.raises(InputError, match=r"claims/mine.yaml.levers.tariff: 1000"):
        configs_of(compose([], OPTIONS), [claim])


def test_a_quick_run_leaves_late_claims_out_and_refuses_them_by_name() -> None:
    late = claim_of("mine", {**GOOD, "horizon": 5})
    early = claim_of("other", GOOD)

    assert in_time([late, early], compose(["quick=true"], OPTIONS)) == [early]
    with pytest.raises(InputError, match="quick: runs two years, too few for mine"):
        in_time([late], compose(["quick=true", "claims=[tariffs_cost_jobs]"], OPTIONS))


def test_a_rise_from_nothing_is_larger_than_any_size_that_matters() -> None:
    keys = pd.DataFrame({"scenario": ["x", "y"]})
    values = np.array([[2.0, 2.1, 1.9], [110.0, 120.0, 115.0]])
    base = np.array([[0.0, 0.0, 0.0], [100.0, 100.0, 100.0]])

    mean, low, _ = changes(Paired(keys, values, base, base), None)

    assert mean[0] == low[0] == math.inf
    assert mean[1] == pytest.approx(0.15)


NO = math.nan


@pytest.mark.parametrize(
    ("effect", "direction", "smallest", "verdict"),
    [
        ((0.05, 0.02, 0.08), "+", 0.01, "supported"),
        ((0.05, 0.005, 0.095), "+", 0.01, "undecided"),
        ((0.005, 0.002, 0.008), "+", 0.01, "not supported"),
        ((-0.05, -0.08, -0.02), "+", 0.01, "not supported"),
        ((-0.05, -0.08, -0.02), "-", 0.01, "supported"),
        ((0.05, 0.02, 0.08), "-", 0.01, "not supported"),
        ((-0.05, -0.08, 0.02), "-", 0.01, "undecided"),
        ((0.001, -0.004, 0.006), "none", 0.01, "supported"),
        ((0.03, 0.02, 0.04), "none", 0.01, "not supported"),
        ((0.01, 0.005, 0.015), "none", 0.01, "undecided"),
        ((0.0, 0.0, 0.0), "+", 0.0, "not supported"),
        ((0.02, 0.01, 0.03), "+", 0.0, "supported"),
        ((0.05, NO, NO), "+", 0.01, "undecided"),
    ],
)
def test_verdict_matches_hand_judgement(
    effect: tuple[float, float, float], direction: str, smallest: float, verdict: str
) -> None:
    assert verdict_of(Effect(*effect), direction, smallest) == verdict


def test_a_claim_is_contested_where_parameters_turn_it() -> None:
    assert final_verdict("supported", "not supported") == "contested"
    assert final_verdict("not supported", "supported") == "contested"
    assert final_verdict("supported", "undecided") == "supported"
    assert final_verdict("supported", None) == "supported"


def test_a_claim_rests_on_its_mechanisms_where_it_goes_without_them() -> None:
    assert rests_on_mechanisms("supported", "not supported") == "yes"
    assert rests_on_mechanisms("supported", "supported") == "no"
    assert rests_on_mechanisms("supported", None) == "untested"
    assert rests_on_mechanisms("undecided", "not supported") == "untested"


@pytest.mark.slow
def test_a_few_claims_are_run_and_go_with_their_mechanisms(tmp_path: Path) -> None:
    """Intervals of four seeds; the effects lie ten standard errors and more from zero."""
    asked = ["strikes_cost_cooperation", "tariffs_cost_jobs", "focus_on_groups_helps_partners"]
    words = [f"claims=[{','.join(asked)}]", "replications=4", "uncertainty=point"]
    words += ["population.consumers=600", "population.firms=200", "history=off", "workers=1"]

    judge_all(compose([*words, f"output_dir='{tmp_path / 'o'}'"], OPTIONS))

    table = pd.read_csv(tmp_path / "o" / "claims.csv").set_index("claim")
    assert table.loc["strikes_cost_cooperation", "verdict"] == "contested"
    assert table.loc["strikes_cost_cooperation", "rests_on_mechanisms"] == "yes"
    jobs = table.loc["tariffs_cost_jobs"]
    assert jobs["as_is"] < 0.0 < jobs["reversed"]
    assert abs(jobs["off"]) < 0.1 * abs(jobs["as_is"])
    assert (tmp_path / "o" / "claims.html").is_file()
