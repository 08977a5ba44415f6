"""Short runs give the stored results; a change is refreshed on purpose, with its reason."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.baseline import stored
from tests.baseline.refresh import main, refresh


@pytest.mark.parametrize("case", list(stored.CASES))
def test_a_short_run_gives_the_stored_results(case: str) -> None:
    found = stored.simulated(case)
    digest, before = stored.read(case)
    changed = stored.differences(found, before)

    if changed:
        pytest.fail(
            f"{case}: digest {stored.digest(found)}, stored {digest}\n"
            + "\n".join(changed)
            + '\nwanted? python -m tests.baseline.refresh --reason "why"',
            pytrace=False,
        )


@pytest.fixture
def frame() -> pd.DataFrame:
    months = pd.date_range("2012-01-01", periods=3, freq="MS", name="date")
    return pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [0.0, 0.0, 1e6]}, index=months)


def test_a_difference_names_outcome_months_and_size(frame: pd.DataFrame) -> None:
    moved = frame.copy()
    moved.loc["2012-02-01":, "a"] += [0.5, 0.25]

    assert stored.differences(moved, frame) == [
        "a: 2 of 3 months, 2012-02 to 2012-03; at most 2 -> 2.5 in 2012-02; sum 6 -> 6.75"
    ]


def test_last_bits_pass_and_the_ninth_digit_does_not(frame: pd.DataFrame) -> None:
    assert stored.differences(frame * (1.0 + 3e-14), frame) == []
    assert len(stored.differences(frame * (1.0 + 3e-9), frame)) == 2


def test_a_value_that_is_no_number_differs(frame: pd.DataFrame) -> None:
    assert len(stored.differences(frame.replace(2.0, float("nan")), frame)) == 1


def test_outcomes_and_months_that_come_or_go_are_named(frame: pd.DataFrame) -> None:
    other = frame.rename(columns={"b": "c"})

    assert stored.differences(other, frame) == ["c: new outcome", "b: no longer there"]
    assert "2 months where 3 are stored" in stored.differences(frame.iloc[:2], frame)[0]


def test_only_what_differs_is_stored_anew_with_its_reason(
    frame: pd.DataFrame, tmp_path: Path
) -> None:
    refresh("first", tmp_path, lambda _: frame)
    moved = {"four_substeps": 2.0 * frame}
    told = refresh("second", tmp_path, lambda case: moved.get(case, frame))

    reasons = {
        case: json.loads(stored.path_of(case, tmp_path).read_text())["reason"]
        for case in stored.CASES
    }
    assert reasons == dict.fromkeys(stored.CASES, "first") | {"four_substeps": "second"}
    assert "announced_approach: unchanged, left alone" in told
    assert stored.read("four_substeps", tmp_path)[0] == stored.digest(2.0 * frame)


def test_a_refresh_without_a_reason_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--reason", " "]):
        with pytest.raises(SystemExit):
            main(arguments)
        assert "--reason" in capsys.readouterr().err
