"""The same design gives the same bytes on Ray and on Slurm as in one process."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["population.consumers=500", "population.firms=100", "calendar.end=2012-03-01"]
SWEEP = ["-m", *SMALL, "scenario=no_policy,tariffs", "seed=1,2", "jobs=3"]
PORT = 6399
HEAD, OTHER = "127.0.0.2", "127.0.0.3"  # Ray replaces 127.0.0.1 by the machine's own address

pytestmark = pytest.mark.slow


def environment(folder: Path) -> dict[str, str]:
    """The same for a cluster and its user: another BLAS kernel changes the last digits."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder)}


def typed(folder: Path, *arguments: str, more: dict[str, str] | None = None) -> None:
    """Run the sweep as a person would."""
    finished = subprocess.run(
        [sys.executable, "-m", "experiments.run", *SWEEP, *arguments],
        cwd=folder,
        env=environment(folder) | (more or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def assert_same_bytes(folder: Path, engine: str) -> None:
    typed(folder, "output_dir=basic")
    for number in range(4):
        name = f"{number}/results.parquet"
        assert (folder / engine / name).read_bytes() == (folder / "basic" / name).read_bytes()


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that a test started, with all that it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@pytest.fixture
def ray_cluster(tmp_path: Path) -> Iterator[str]:
    """A Ray cluster of two nodes on loopback, one processor each."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip(
            "Ray is not installed: "
            "uv run --extra ray pytest -m slow tests/experiments/test_engines.py"
        )
    ray = Path(sys.executable).with_name("ray")
    common = ["--num-cpus=1", "--disable-usage-stats", "--block"]
    head = [
        "--head",
        f"--port={PORT}",
        f"--node-ip-address={HEAD}",
        "--include-dashboard=false",
    ]
    other = [f"--address={HEAD}:{PORT}", f"--node-ip-address={OTHER}"]
    processes = []
    for words in (head, other):
        with (tmp_path / "ray.log").open("a") as log:
            processes.append(
                subprocess.Popen(
                    [ray, "start", *words, *common],
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=environment(tmp_path),
                )
            )
        time.sleep(8)
    if any(process.poll() is not None for process in processes):
        reason = (tmp_path / "ray.log").read_text()[-300:]
        pytest.skip(f"the Ray cluster did not start: {reason}")
    yield f"{HEAD}:{PORT}"
    for process in reversed(processes):
        stop(process)


def test_ray_gives_the_same_bytes(tmp_path: Path, ray_cluster: str) -> None:
    words = ["hydra/launcher=ray", f"hydra.launcher.address={ray_cluster}"]
    typed(tmp_path, "output_dir=ray", *words)
    assert_same_bytes(tmp_path, "ray")


SLURM_CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmdPort={port_of_node}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory=6000 State=UNKNOWN
PartitionName=test Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def no_slurm() -> str:
    """Return why no Slurm can be started here, or nothing."""
    programs = ("munged", "slurmctld", "slurmd", "sbatch", "sinfo")
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} missing: apt-get install slurm-wlm munge"
    if os.geteuid() != 0:
        return "only root may start slurmd"
    if importlib.util.find_spec("submitit") is None:
        return "submitit is not installed: uv run --extra slurm pytest -m slow ..."
    return ""


@pytest.fixture
def slurm_cluster() -> Iterator[dict[str, str]]:
    """Slurm on this machine alone, all its files in one folder; gives what its users need."""
    if reason := no_slurm():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="slurm", dir="/var/tmp"))  # munge refuses /tmp
    folder.chmod(0o755)
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    port, port_of_node = free_ports(2)
    host = socket.gethostname().split(".")[0]
    settings = {"port": port, "port_of_node": port_of_node, "cpus": os.cpu_count()}
    conf = folder / "slurm.conf"
    conf.write_text(SLURM_CONF.format(folder=folder, host=host, **settings))
    env = {"PATH": os.environ["PATH"], "SLURM_CONF": str(conf)}
    munge = [f"--socket={folder}/munge.socket", f"--key-file={folder}/munge.key"]
    munge += [f"--{kind}-file={folder}/munge.{kind}" for kind in ("log", "pid", "seed")]
    commands = [
        ["munged", "--foreground", "--force", *munge],
        ["slurmctld", "-D", "-i"],
        ["slurmd", "-D", "-N", host],
    ]
    processes = []
    try:
        for command in commands:
            with (folder / "daemons.log").open("a") as log:
                processes.append(
                    subprocess.Popen(
                        command, stdout=log, stderr=log, start_new_session=True, env=env
                    )
                )
            time.sleep(2)
        if not is_idle(env):
            logs = [path.read_text()[-400:] for path in folder.glob("*.log")]
            pytest.skip(f"Slurm did not start: {' '.join(' '.join(logs).split())}")
        yield env
    finally:
        for process in reversed(processes):
            if process.poll() is None:
                stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def is_idle(env: dict[str, str]) -> bool:
    for _ in range(20):
        words = ["sinfo", "--noheader", "--format=%T"]
        found = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        if found.stdout.strip() == "idle":
            return True
        time.sleep(1)
    return False


def test_slurm_gives_the_same_bytes(tmp_path: Path, slurm_cluster: dict[str, str]) -> None:
    words = ["hydra/launcher=slurm"]
    typed(tmp_path, "output_dir=slurm", *words, more=slurm_cluster)
    assert_same_bytes(tmp_path, "slurm")
