"""Sweeps lose nothing: whole points or none, resumed, recovered, locked, reported."""

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.cli.command import Command, command
from experiments.config.compose import Resolved
from experiments.config.values import HISTORY_OPTION
from experiments.run import main
from experiments.storage.output import whole_folder, write_manifest
from experiments.storage.shared_config import whole_config
from experiments.sweeps import store
from experiments.sweeps.design import MOST_POINTS
from tests.kinds import Probe, Refusal, Script

SMALL = ["population.consumers=500", "population.firms=100", "calendar.end=2012-02-01"]
RUNS: Counter[tuple[float, int]] = Counter()
BAD_LUCK = ValueError("bad luck")


def writer(
    fails: Callable[[Resolved], bool] = lambda resolved: False,
    error: BaseException = BAD_LUCK,
    *,
    with_history: bool = False,
) -> Command:
    """A command that writes a small result, and notes each run in `RUNS`."""

    @command("writer", options=HISTORY_OPTION if with_history else None)
    def write(resolved: Resolved) -> None:
        RUNS[resolved.tree["set"]["tariff"], resolved.seed] += 1
        assert resolved.output_dir is not None
        with whole_folder(resolved.output_dir) as staged:
            if fails(resolved):
                raise error
            (staged / "results.parquet").write_text(f"seed {resolved.seed}")
            write_manifest(
                staged, command="writer", config=resolved.tree, seeds=[1], started=0.0
            )

    RUNS.clear()
    return write


def swept(program: Command, *more: str) -> int:
    return program(["-m", "set.tariff=0,10", "seed=1,2", "output_dir=swept", *more])


def test_resume_runs_only_what_is_missing_stale_or_damaged(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = writer()
    assert swept(program) == 0
    assert RUNS.total() == 4
    (workplace / "swept/0/results.parquet").write_text("damage")
    (workplace / "swept/1/manifest.json").write_text("{")
    stale = json.loads((workplace / "swept/2/manifest.json").read_text())
    stale["fingerprint"]["code"] = "0"
    (workplace / "swept/2/manifest.json").write_text(json.dumps(stale))

    assert swept(program, "resume=true", "seed=1,2,3") == 2  # a key stands twice
    RUNS.clear()
    assert (
        program(["-m", "seed=1,2,3", "set.tariff=0,10", "output_dir=swept", "resume=true"]) == 0
    )

    assert Counter({(0, 1): 1, (0, 2): 1, (10, 1): 1, (0, 3): 1, (10, 3): 1}) == RUNS
    assert "1 of 6 points are done already" in capsys.readouterr().out
    plan = store.load_plan(workplace / "swept")
    assert len({point.folder for point in plan.points}) == 6
    for point in plan.points:
        folder = workplace / "swept" / point.folder
        assert store.state(folder, point.config, plan.code) == store.DONE
        path = folder / "manifest.json"
        seed = whole_config(path, json.loads(path.read_text()))["seed"]
        assert (folder / "results.parquet").read_text() == f"seed {seed}"


def test_a_sweep_is_not_started_twice_in_one_folder_unasked(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(writer()) == 0
    assert swept(writer()) == 2
    assert "add resume=true" in capsys.readouterr().err
    assert RUNS.total() == 0


def test_a_failing_point_does_not_stop_the_others(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert swept(writer(lambda resolved: resolved.seed == 2)) == 1

    errors = capsys.readouterr().err.splitlines()
    assert errors[0] == "error: point 1 (set.tariff=0 seed=2): ValueError: bad luck"
    assert errors[-1].startswith("error: 2 of 4 points are missing in swept; resume=true")
    assert sorted(p.name for p in (workplace / "swept").glob("[0-9]*")) == ["0", "2"]
    assert swept(writer(), "resume=true") == 0
    assert set(RUNS) == {(0, 2), (10, 2)}


@pytest.mark.parametrize("number", [28, 30])  # a full disk, a folder that can't be written
def test_a_disk_that_refuses_is_told_for_its_points(
    workplace: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    program = writer(lambda resolved: resolved.seed == 1, OSError(number, os.strerror(number)))
    assert swept(program) == 1

    assert f"can't write results in swept/0: {os.strerror(number)}" in capsys.readouterr().err
    assert sorted(p.name for p in (workplace / "swept").glob("[0-9]*")) == ["1", "3"]


def test_two_sweeps_in_one_folder_at_once_are_refused(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with store.locked(Path("swept")):
        assert swept(writer()) == 2
    assert (
        f"another sweep is at work in swept (process {os.getpid()}" in capsys.readouterr().err
    )
    assert RUNS.total() == 0
    assert swept(writer()) == 0  # the lock that a dead owner left in the folder doesn't count


def test_a_folder_with_other_files_is_refused(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workplace / "swept").mkdir()
    (workplace / "swept/thesis.tex").write_text("mine")
    assert swept(writer(), "resume=true") == 2
    assert "holds other files" in capsys.readouterr().err
    assert (workplace / "swept/thesis.tex").read_text() == "mine"


@pytest.mark.parametrize("name", ["0/mine.txt", "0/manifest.json", "1"])
def test_numbered_folders_of_somebody_else_are_refused(
    workplace: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = workplace / "swept" / name
    path.parent.mkdir(parents=True)
    path.write_text('{"name": "mine"}')
    assert swept(writer(), "resume=true") == 2
    assert "holds other files" in capsys.readouterr().err
    assert path.read_text() == '{"name": "mine"}'


def test_files_put_into_a_sweep_are_left_alone(workplace: Path) -> None:
    assert swept(writer(lambda resolved: resolved.seed == 2)) == 1
    paths = [workplace / "swept" / name for name in ("1/mine.txt", "2/mine.txt", "3")]
    paths[0].parent.mkdir()
    for path in paths:
        path.write_text("mine")
    (workplace / "swept/2/manifest.json").write_text("{")

    assert swept(writer(), "resume=true") == 0

    assert [path.read_text() for path in paths] == ["mine"] * 3
    plan = store.load_plan(workplace / "swept")
    assert [point.folder for point in plan.points] == ["0", "2", "4", "5"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (["seed=4,5", "set.tariff=10"], 2),
        (["seed=1,2", "set.tariff=20"], 2),
        (["seed=1,2", "set.tariff=10", "history=off", "workers=3"], 0),
        (["seed=1,2,3", "set.tariff=10"], 0),
    ],
)
def test_resuming_forgets_no_finished_point(
    workplace: Path, capsys: pytest.CaptureFixture[str], more: list[str], status: int
) -> None:
    program = writer(with_history=True)
    assert program(["-m", "seed=1,2", "set.tariff=10.0", "output_dir=swept"]) == 0
    plan = (workplace / "swept/sweep.json").read_bytes()
    RUNS.clear()

    assert program(["-m", *more, "output_dir=swept", "resume=true"]) == status

    assert RUNS.total() == more[0].count("3")
    if status:
        assert "2 finished points of swept are not in this sweep" in capsys.readouterr().err
        assert (workplace / "swept/sweep.json").read_bytes() == plan


def test_points_may_join_when_the_defaults_of_earlier_ones_have_changed(
    workplace: Path,
) -> None:
    assert swept(writer()) == 0
    path = workplace / "swept/sweep.json"
    path.write_text(
        path.read_text().replace(store.load_plan(path.parent).points[0].config, "0")
    )
    manifest = workplace / "swept/0/manifest.json"
    mark = json.loads(manifest.read_text())
    mark["fingerprint"]["config"] = "0"
    manifest.write_text(json.dumps(mark))
    assert swept(writer(), "resume=true") == 0
    assert Counter({(0, 1): 1}) == RUNS


def test_a_damaged_plan_is_written_anew(workplace: Path) -> None:
    assert swept(writer()) == 0
    (workplace / "swept/sweep.json").write_text("{")
    assert swept(writer(), "resume=true") == 0
    assert RUNS.total() == 0
    assert len(store.load_plan(workplace / "swept").points) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["seed=1,1"], "point 2: the same as point 1"),
        ([f"seed=range(0,{MOST_POINTS + 1})"], f"more than {MOST_POINTS} values"),
        (["seed=range(0,10000)", "set.tariff=range(0,20)"], f"more than {MOST_POINTS} points"),
        (["seed=interval(0,1)"], "a list of values"),
        (["seed=range(0,5,0)"], "with a step"),
        (["strength.guns=1,1.0"], "point 2: the same as point 1"),
        (["output_dir=a,b"], "not of the whole sweep"),
        (["set.tariff=${seed},1"], "can't be"),
        (["resume=maybe", "seed=1,2"], "true or false"),
    ],
)
def test_sweeps_that_make_no_sense_are_refused(
    probe: Probe, refusal: Refusal, arguments: list[str], sentence: str
) -> None:
    assert sentence in " ".join(refusal(probe[0], "-m", *arguments))


def test_resume_without_a_sweep_is_refused(probe: Probe, refusal: Refusal) -> None:
    assert "for sweeps" in refusal(probe[0], "resume=true")[0]


KILLER = """
import os, signal, sys
from pathlib import Path
from experiments.cli.command import command
from experiments.storage.output import whole_folder, write_manifest

@command("killer")
def main(resolved):
    assert resolved.output_dir is not None
    with whole_folder(resolved.output_dir) as staged:
        (staged / "results.txt").write_text("whole")
        mark = Path("killed")
        if resolved.seed == 3 and (resolved.tree["set"]["tariff"] == 9 or not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        write_manifest(staged, command="killer", config=resolved.tree, seeds=[1], started=0.0)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("tariff", "status"), [(1, 0), (9, 1)])
def test_a_killed_worker_costs_its_point_at_most(
    tmp_path: Path,
    typed_script: Script,
    tariff: int,
    status: int,
) -> None:
    finished = typed_script(
        tmp_path,
        KILLER,
        "-m",
        "seed=range(0,8)",
        f"set.tariff={tariff}",
        "output_dir=swept",
        "hydra/launcher=two_cores",
    )

    assert finished.returncode == status, finished.stderr
    done = [path.parent.name for path in (tmp_path / "swept").glob("*/manifest.json")]
    assert sorted(done) == [str(n) for n in range(8) if not (status and n == 3)]
    assert list((tmp_path / "swept").rglob(".partial-*")) == []
    if status:
        assert "point 3 (seed=3): its worker died 3 times" in finished.stderr


def test_engines_on_this_machine_give_the_same_bytes(workplace: Path) -> None:
    sweep = ["-m", *SMALL, "scenario=no_policy,tariffs", "seed=1,2"]
    assert main([*sweep, "output_dir=basic"]) == 0
    assert main([*sweep, "output_dir=cores", "hydra/launcher=two_cores"]) == 0

    for number in range(4):
        name = f"{number}/results.parquet"
        assert (workplace / "basic" / name).read_bytes() == (
            workplace / "cores" / name
        ).read_bytes()
