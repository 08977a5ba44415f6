"""Bad input: one sentence per error, exit status 2, no traceback, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli.command import Command, command
from experiments.cli.completion import candidates
from experiments.config.compose import Resolved, compose
from experiments.config.errors import InputError, RunError, Stopped
from experiments.config.values import Option
from experiments.storage.output import whole_folder
from tests.kinds import Probe, Refusal

ROOT = Path(__file__).resolve().parents[2]
SCHEDULE = "levers.tariff.schedule"

# Arguments, and what the one sentence must hold: the key, the value, what is allowed, a guess.
WRONG = [
    # names
    (["scenario=strkes"], ["scenario", "'strkes'", "no_policy", "did you mean strikes?"]),
    (["scenario=xyz"], ["scenario", "'xyz'", "allowed: announced_approach"]),
    (["scenario=null"], ["scenario", "null", "allowed: announced_approach"]),
    (["params=additive"], ["params", "'additive'", "did you mean additive_pass_through?"]),
    (["experiment=strike_doze"], ["experiment", "did you mean strike_dose?"]),
    (["sede=3"], ["sede: there is no 'sede'", "allowed: seed", "did you mean seed?"]),
    (["+typo=1"], ["typo: there is no 'typo'", "allowed: seed"]),
    (["++set.tarrif=3"], ["set.tarrif", "did you mean set.tariff?"]),
    (["set.tarif=25"], ["set.tarif", "see --list levers", "did you mean set.tariff?"]),
    (["levers.tarif.schedule=[]"], ["levers.tarif", "did you mean levers.tariff?"]),
    (
        ["levers.tariff.schedul=[]"],
        ["levers.tariff.schedul", "did you mean levers.tariff.schedule?"],
    ),
    (["scenario.schedules.tarif=[]"], ["scenario.schedules.tarif", "did you mean"]),
    (["scenario.polcy_start=2026-01-01"], ["did you mean scenario.policy_start?"]),
    (
        ["params.recrutment.forced=0.1"],
        ["params.recrutment", "did you mean params.recruitment?"],
    ),
    (
        ["params.consumption.long_run_opiod=-1"],
        ["see --list parameters", "did you mean params.consumption.long_run_opioid?"],
    ),
    (
        ["params.markets.long_run_opioid=-1"],
        ["group 'markets'", "did you mean params.consumption.long_run_opioid?"],
    ),
    # names of earlier versions
    (
        ["params.recruitment.out_of_school_share=0.6"],
        ["was renamed", "it is params.firms.out_of_school now"],
    ),
    (
        ["params.enforcement.partner_replacement_time=2"],
        ["partner_replacement_time: is no more"],
    ),
    (["-sc", "install=tcsh"], ["-sc", "install=bash"]),
    (["strength.gun=0"], ["strength.gun", "did you mean strength.guns?"]),
    (
        ["adaptation.route=false"],
        ["adaptation.route", "routes, drugs", "did you mean adaptation.routes?"],
    ),
    (["calendar.strat=2013-01-01"], ["calendar.strat", "did you mean calendar.start?"]),
    (["population.consumer=600"], ["did you mean population.consumers?"]),
    (["world.network=x.csv"], ["world.network", "allowed: network_csv"]),
    (
        ["hydra/launcher=two_core"],
        ["hydra/launcher", "basic, joblib", "did you mean two_cores?"],
    ),
    (["--multirnu", "seed=1"], ["--multirnu", "did you mean --multirun?"]),
    (["--list", "lever"], ["'lever'", "allowed: levers, scenarios", "did you mean levers?"]),
    (["--list"], ["--list", "allowed: levers"]),
    (["--list", "levers", "foo=1"], ["--list: stands alone", "foo=1"]),
    (["-m", "seed=1", "seed=2"], ["seed: stands 2 times (seed=1, seed=2)"]),
    (["-m", "set.tariff=1", "++set.tariff=2"], ["set.tariff: stands 2 times"]),
    (["-m", "seed=1,2", "hydra.sweep.dir=x"], ["hydra.sweep.dir", "output_dir=PATH"]),
    (["hydra.run.dir=x"], ["hydra.run.dir", "output_dir=PATH"]),
    (["hydra.launcher._target_=os.system"], ["names code to run"]),
    (["--info", "config", "-m", "seed=1,2"], ["--info config", "allowed: --cfg job"]),
    (
        ["-m", "experiment=tariff_sweep,no_adaptation"],
        ["tariff_sweep brings a sweep of its own", "alone on the command line"],
    ),
    (
        ["-m", "experiment=no_adaptation,tariff_sweep"],
        ["tariff_sweep brings a sweep of its own", "alone on the command line"],
    ),
    # forms
    (["tariff"], ["tariff: can't be read", "key=value"]),
    (["set.tariff=[1"], ["set.tariff=[1: can't be read"]),
    (["set.tariff=0,10"], ["set.tariff", "add -m"]),
    (["scenario=tariffs,strikes"], ["scenario", "add -m"]),
    # numbers
    (["set.tariff=101"], ["set.tariff: 101", "0 to 100 headline"]),
    (["set.tariff=-1"], ["set.tariff: -1", "0 to 100"]),
    (["set.tariff=nan"], ["set.tariff: nan", "a number"]),
    (["set.tariff=inf"], ["set.tariff: inf", "a number"]),
    (["set.tariff=high"], ["set.tariff: 'high'", "a number"]),
    (["set.tariff=true"], ["set.tariff: true", "a number"]),
    (["set.tariff='25'"], ["set.tariff: '25'", "a number"]),
    (["set.tariff={a: 1}"], ["set.tariff", "a number from 0 to 100"]),
    (["strength.guns=3"], ["strength.guns: 3", "-2 to 2"]),
    (["strength.guns=off"], ["strength.guns: 'off'", "a number"]),
    (
        ["params.consumption.long_run_opioid=0.5"],
        ["params.consumption.long_run_opioid: 0.5", "to"],
    ),
    (["params.consumption.long_run_opioid=low"], ["'low'", "a number from"]),
    (["params.consumption.long_run_opioid=null"], ["null", "a number from"]),
    (["params.markets.pass_through_form=additve"], ["'additve'", "did you mean additive?"]),
    (["adaptation.routes=1"], ["adaptation.routes: 1", "true or false"]),
    (["adaptation.routes=no_thanks"], ["'no_thanks'", "true or false"]),
    (["quick=maybe"], ["quick: 'maybe'", "true or false"]),
    (["seed=-1"], ["seed: -1", "a whole number from 0"]),
    (["seed=1.5"], ["seed: 1.5", "a whole number"]),
    (["seed=true"], ["seed: true", "a whole number"]),
    (["replications=0"], ["replications: 0", "1 to 10000"]),
    (["replications=10001"], ["replications: 10001", "1 to 10000"]),
    (["workers=0"], ["workers: 0", "from 1"]),
    (["population.cartels=401"], ["population.cartels: 401", "20 to 400"]),
    (["population.consumers=1e4"], ["population.consumers: 10000", "a whole number"]),
    (["population=5"], ["population: 5", "consumers, firms, cartels"]),
    (["calendar.substeps=32"], ["calendar.substeps: 32", "1 to 31"]),
    # dates
    (
        ["calendar.start=2011-12-01"],
        ["calendar.start: '2011-12-01'", "2012-01-01 to 2045-12-01"],
    ),
    (["calendar.end=2046-01-01"], ["calendar.end: '2046-01-01'", "2045-12-01"]),
    (["calendar.end=2011-01-01"], ["calendar.end"]),
    (["calendar.end=2030-12-31"], ["calendar.end: '2030-12-31'", "first day of a month"]),
    (["calendar.end=2030-13-01"], ["calendar.end: '2030-13-01'", "YYYY-MM-01"]),
    (["calendar.end=soon"], ["calendar.end: 'soon'", "YYYY-MM-01"]),
    (["calendar.end=2030"], ["calendar.end: 2030", "YYYY-MM-01"]),
    (
        ["calendar.policy_start=2031-01-01"],
        ["calendar.policy_start", "2012-01-01 to 2030-12-01"],
    ),
    (
        ["calendar.policy_start=2011-01-01"],
        ["calendar.policy_start", "2012-01-01 to 2030-12-01"],
    ),
    (["scenario.policy_start=later"], ["scenario.policy_start: 'later'", "YYYY-MM-01"]),
    # schedules
    ([f"{SCHEDULE}=[]"], [SCHEDULE, "empty"]),
    ([f"{SCHEDULE}=25"], [SCHEDULE, "25", "a list such as"]),
    ([f"{SCHEDULE}=[25]"], [f"{SCHEDULE}[0]", "25", "{from:"]),
    ([f"{SCHEDULE}=[{{value: 25}}]"], [f"{SCHEDULE}[0]", "{from:"]),
    (
        [f"{SCHEDULE}=[{{from: 'March', value: 25}}]"],
        [f"{SCHEDULE}[0].from", "'March'", "YYYY-MM-DD"],
    ),
    ([f"{SCHEDULE}=[{{from: '2025-02-30', value: 25}}]"], ["'2025-02-30'", "YYYY-MM-DD"]),
    (
        [f"{SCHEDULE}=[{{from: '2025-03-01', value: x}}]"],
        [f"{SCHEDULE}[0].value", "'x'", "a number"],
    ),
    ([f"{SCHEDULE}=[{{from: '2025-03-01', value: 250}}]"], ["250", "2025-03-01", "0 to 100"]),
    ([f"{SCHEDULE}=[{{from: '2025-03-01', value: nan}}]"], ["nan", "0 to 100"]),
    (
        [f"{SCHEDULE}=[{{from: '2011-03-01', value: 25}}]"],
        ["2011-03-01", "before the run", "2012-01-01"],
    ),
    (
        [f"{SCHEDULE}=[{{from: '2026-01-01', value: 1}}, {{from: '2025-01-01', value: 2}}]"],
        [SCHEDULE, "2025-01-01 stands after 2026-01-01", "dates must rise"],
    ),
    (
        [f"{SCHEDULE}=[{{from: '2026-01-01', value: 1}}, {{from: '2026-01-01', value: 2}}]"],
        [SCHEDULE, "2026-01-01 stands twice"],
    ),
    (
        [f"{SCHEDULE}=[{{from: '2026-01-01', value: 1, rule: jump}}]"],
        ["'jump'", "allowed: step, linear"],
    ),
    (
        [f"{SCHEDULE}=[{{from: '2026-01-01', valeu: 1, value: 2}}]"],
        ["valeu", "allowed: from, value, source, rule", "did you mean"],
    ),
    (["levers.tariff.bounds=[5, 1]"], ["levers.tariff.bounds", "[lowest, highest]"]),
    (["levers.tariff.rule=curve"], ["levers.tariff.rule: 'curve'", "step, linear"]),
    # files
    (["world.network_csv=nowhere.csv"], ["world.network_csv", "no file 'nowhere.csv'"]),
    (["world.network_csv=/"], ["world.network_csv", "no file '/'"]),
    (["output_dir=/proc/results"], ["output_dir", "can't write in /proc"]),
    (["output_dir=/etc/hostname/results"], ["output_dir", "/etc/hostname is a file"]),
    (["output_dir=5"], ["output_dir: 5", "a path"]),
    (["output_dir=''"], ["output_dir", "a path"]),
    # sweeps: every value is checked before the first job
    (["-m", "set.tariff=0,10,250"], ["set.tariff: 250", "0 to 100"]),
    (["-m", "scenario=tariffs,strkes"], ["'strkes'", "did you mean strikes?"]),
    (["-m", "seed=range(-1,3)"], ["seed: -1", "a whole number"]),
    (["experiment=tariff_sweep", "seed=x"], ["seed: 'x'", "a whole number"]),
]


@pytest.mark.parametrize(("arguments", "parts"), WRONG, ids=lambda case: " ".join(case)[:50])
def test_one_sentence_names_key_value_and_what_is_allowed(
    probe: Probe, refusal: Refusal, arguments: list[str], parts: list[str]
) -> None:
    sentences = refusal(probe[0], *arguments)

    assert len(sentences) == 1, sentences
    for part in parts:
        assert part in sentences[0]
    assert probe[1] == []


def test_all_errors_are_told_at_once(probe: Probe, refusal: Refusal) -> None:
    sentences = refusal(
        probe[0],
        "scenario=strkes",
        "tariff",
        "+typo=1",
        "set.tariff=999",
        "strength.guns=9",
        "calendar.end=2030-12-31",
        "seed=-1",
        f"{SCHEDULE}=[]",
        "params.consumption.long_run_opioid=7",
    )

    assert len(sentences) == 9


@pytest.mark.parametrize("missing", ["~set", "~calendar.end", "~levers.tariff.history"])
def test_a_key_taken_away_is_missed(probe: Probe, refusal: Refusal, missing: str) -> None:
    assert any("missing" in s or "there is no" in s for s in refusal(probe[0], missing))


def test_good_input_reaches_the_command(probe: Probe, workplace: Path) -> None:
    assert probe[0](["scenario=tariffs", "seed=4", "set.strikes=6"]) == 0
    assert [(call.scenario, call.seed) for call in probe[1]] == [("tariffs", 4)]
    assert list(workplace.iterdir()) == []


def test_python_callers_get_the_same_sentences() -> None:
    with pytest.raises(InputError, match=r"did you mean set\.tariff\?"):
        compose(["set.tarif=25"])


def test_a_command_checks_its_own_keys(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {
        "samples": Option(64, "design points", low=1, high=1000),
        "method": Option("sobol", "design", choices=("sobol", "morris")),
    }
    seen = []

    @command("probe", options=options)
    def main(resolved: Resolved) -> None:
        seen.append((resolved.option("samples"), resolved.option("method")))

    assert main([]) == 0
    assert main(["samples=8", "method=morris"]) == 0
    assert seen == [(64, "sobol"), (8, "morris")]
    assert main(["samples=0"]) == 2
    assert main(["method=sobl"]) == 2
    assert main(["sampels=3"]) == 2
    printed = capsys.readouterr().err
    for part in ("1 to 1000", "did you mean sobol?", "did you mean samples?"):
        assert part in printed


def fail_with(error: BaseException) -> Command:
    @command("probe")
    def main(resolved: Resolved) -> None:
        raise error

    return main


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RunError("can't write results in x: No space left on device"), "No space left"),
        (ValueError("bad luck\nin two lines"), "ValueError: bad luck in two lines (debug=true"),
        (MemoryError(), "out of memory"),
    ],
)
def test_a_failed_run_ends_with_one_sentence_and_status_one(
    workplace: Path, capsys: pytest.CaptureFixture[str], error: Exception, sentence: str
) -> None:
    assert fail_with(error)([]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert sentence in lines[0]


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt, 130), (Stopped, 143)])
def test_an_interrupted_command_says_what_is_kept(
    workplace: Path, capsys: pytest.CaptureFixture[str], error: type[BaseException], status: int
) -> None:
    assert fail_with(error())([]) == status
    assert fail_with(error("3 runs are kept"))([]) == status

    assert capsys.readouterr().err.splitlines() == [
        "error: interrupted; nothing unfinished was kept",
        "error: interrupted; 3 runs are kept",
    ]


@pytest.mark.parametrize("how", ["debug", "environment"])
def test_a_traceback_only_on_request(
    workplace: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    if how == "environment":
        monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    arguments = ["debug=true"] if how == "debug" else []

    assert fail_with(ValueError("bad luck"))(arguments) == 1
    assert "Traceback" in capsys.readouterr().err


# ---------------------------------------------------------------------------- results


def write_and_raise(folder: Path, name: str, error: BaseException) -> None:
    with whole_folder(folder) as staged:
        (staged / name).write_text("half")
        raise error


def test_results_appear_whole_or_not_at_all(workplace: Path) -> None:
    folder = workplace / "a" / "b"
    with pytest.raises(ValueError, match="luck"):
        write_and_raise(folder, "results.parquet", ValueError("bad luck"))
    assert list(workplace.iterdir()) == []

    with whole_folder(folder) as staged:
        (staged / "results.parquet").write_text("whole")
        assert not (folder / "results.parquet").exists()
    assert [path.name for path in folder.iterdir()] == ["results.parquet"]


def test_a_failed_rerun_leaves_the_earlier_results(workplace: Path) -> None:
    folder = workplace / "a"
    with whole_folder(folder) as staged:
        (staged / "summary.csv").write_text("first")
        (staged / "manifest.json").write_text("{}")
    with pytest.raises(KeyboardInterrupt):
        write_and_raise(folder, "summary.csv", KeyboardInterrupt())

    assert (folder / "summary.csv").read_text() == "first"
    assert {path.name for path in folder.iterdir()} == {"summary.csv", "manifest.json"}


def test_a_folder_with_other_files_is_refused_and_left_alone(workplace: Path) -> None:
    (workplace / "thesis").mkdir()
    (workplace / "thesis" / "chapter.tex").write_text("mine")

    with pytest.raises(InputError, match="holds other files"), whole_folder(Path("thesis")):
        pytest.fail("nothing may be written")
    assert [path.name for path in (workplace / "thesis").iterdir()] == ["chapter.tex"]


def test_a_lever_with_a_bare_value_is_told_how_to_set_it() -> None:
    with pytest.raises(InputError) as told:
        compose(["levers.tariff=5"])
    assert "set.tariff=VALUE" in str(told.value)


def test_a_full_disk_is_told_in_one_sentence(workplace: Path) -> None:
    with pytest.raises(RunError, match=r"can't write results in a: No space left"):
        write_and_raise(Path("a"), "summary.csv", OSError(28, "No space left on device"))
    assert list(workplace.iterdir()) == []


def test_a_sweep_runs_each_job_in_its_own_folder(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert probe[0](["-m", "set.tariff=0,10", "seed=1,2", "output_dir=swept"]) == 0

    jobs = [(call.tree["set"]["tariff"], call.seed, str(call.output_dir)) for call in probe[1]]
    assert jobs == [
        (0, 1, "swept/0"),
        (0, 2, "swept/1"),
        (10, 1, "swept/2"),
        (10, 2, "swept/3"),
    ]


# ----------------------------------------------------------------- as a person types it


def typed(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "experiments.run", *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_renamed_keys_have_gone_and_their_new_names_exist() -> None:
    from experiments.config.params import DROPPED, RENAMED
    from sim.params import registry

    known = {f"params.{info.group}.{info.name}" for info in registry()}
    assert not known & (RENAMED.keys() | DROPPED.keys())
    assert set(RENAMED.values()) <= known


TABBED = """
eval "$(python -m experiments.run -sc install=bash)"
COMP_LINE="python -m experiments.run seed=3 scenario=stri"
_experiments_completion
echo "${COMPREPLY[@]}"
"""


def test_bash_completes_choices(tmp_path: Path) -> None:
    bash = subprocess.run(
        ["bash", "-c", TABBED],
        cwd=tmp_path,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert (bash.stdout.strip(), bash.stderr) == ("scenario=strikes", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "word", "offered"),
    [
        ("run", "set.tari", ["set.tariff="]),
        ("run", "strength.g", ["strength.guns="]),
        ("run", "se", ["seed=", "set."]),
        ("run", "par", ["params.", "params="]),
        ("run", "params.rec", ["params.recruitment."]),
        ("run", "levers.tari", ["levers.tariff."]),
        ("run", "levers.tariff.", ["levers.tariff.schedule="]),
        ("run", "his", ["history="]),
        ("run", "replic", ["replications="]),
        ("run", "mani", ["manifest="]),
        ("run", "quick=", ["quick=true", "quick=false"]),
        ("run", "scenario=tariffs,strik", ["scenario=tariffs,strikes"]),
        ("run", "hydra/launcher=b", ["hydra/launcher=basic"]),
        ("run", "--li", ["--list"]),
        ("--list", "le", ["levers"]),
        ("run", "seed=", []),
        ("run", "nothing", []),
    ],
)
def test_keys_flags_and_values_are_completed(
    before: str, word: str, offered: list[str]
) -> None:
    assert sorted(candidates(before, word, ["history"])) == sorted(offered)


def test_a_key_that_stands_twice_is_told(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert probe[0](["seed=1", "seed=2"]) == 0
    assert probe[1][0].seed == 2
    told = "note: seed: stands 2 times (seed=1, seed=2); the last one counts"
    assert told in capsys.readouterr().err


def test_every_completed_key_of_a_value_exists() -> None:
    tree = compose([]).tree
    for prefix in ("set.", "strength.", "adaptation.", "calendar.", "population.", "world."):
        for key in candidates("run", prefix):
            section, _, name = key.rstrip("=").partition(".")
            assert name in tree[section], key


def test_help_says_what_can_be_set(tmp_path: Path) -> None:
    finished = typed(tmp_path, "--help")

    assert finished.returncode == 0
    for part in ("scenario=", "set.LEVER", "strength.", "adaptation.", "--list", "quick=true"):
        assert part in finished.stdout


def test_a_misspelt_scenario_as_typed(tmp_path: Path) -> None:
    finished = typed(tmp_path, "scenario=strkes", "seed=-1")

    assert finished.returncode == 2
    assert finished.stdout == ""
    assert len(finished.stderr.splitlines()) == 2
    assert "did you mean strikes?" in finished.stderr
    assert list(tmp_path.iterdir()) == []


def test_hydra_shows_the_composed_config(tmp_path: Path) -> None:
    finished = typed(tmp_path, "--cfg", "job", "scenario=tariffs", "set.strikes=6")

    assert finished.returncode == 0
    assert "strikes: 6" in finished.stdout
    assert "name: tariffs" in finished.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_config_of_a_sweep_is_that_of_its_first_point(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert probe[0](["--cfg", "job", "-m", "seed=3,4", "set.tariff=7"]) == 0

    shown = capsys.readouterr()
    assert "\nseed: 3\n" in f"\n{shown.out}"
    assert "  tariff: 7\n" in shown.out
    assert "the first of 2 points, which differ in seed" in shown.err
    assert probe[1] == []


def test_the_config_of_a_manifest_is_its_own(
    probe: Probe, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = compose(["seed=5", "set.tariff=7"]).tree
    text = json.dumps({"command": "probe", "config": tree}, default=str)
    (workplace / "manifest.json").write_text(text)
    assert probe[0](["manifest=manifest.json", "--cfg", "job"]) == 0

    shown = capsys.readouterr().out
    assert "\nseed: 5\n" in f"\n{shown}"
    assert "  tariff: 7\n" in shown
    assert probe[1] == []


@pytest.mark.parametrize("what", ["levers", "scenarios", "parameters", "mechanisms"])
def test_lists_are_readable(tmp_path: Path, what: str) -> None:
    finished = typed(tmp_path, "--list", what)

    assert finished.returncode == 0
    assert len(finished.stdout.splitlines()) > 20
    assert list(tmp_path.iterdir()) == []


SLOW_COMMAND = """
import signal, sys, time
from pathlib import Path
from experiments.cli.command import command
from experiments.storage.output import whole_folder

# a test started in the background inherits an ignored SIGINT
signal.signal(signal.SIGINT, signal.default_int_handler)

@command("slow", simulates=False)
def main(resolved):
    with whole_folder(Path("results")) as staged:
        (staged / "half.txt").write_text("half")
        print("writing", flush=True)
        time.sleep(60)

sys.exit(main([]))
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_leaves_nothing(tmp_path: Path, stop: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_COMMAND],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "writing\n"
        running.send_signal(stop)
        _, errors = running.communicate(timeout=30)

    assert running.returncode == 128 + stop
    assert errors == "error: interrupted; nothing unfinished was kept\n"
    assert list(tmp_path.iterdir()) == []
