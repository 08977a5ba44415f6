"""Where the jobs of a sweep run: in this process, on two cores, on Ray or on Slurm."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import hydra
from hydra.core.hydra_config import HydraConfig

from experiments.config.compose import Resolved
from experiments.config.overrides import CONFIGS
from experiments.config.values import Option
from experiments.ensembles.watchdog import end_with
from experiments.sweeps.job import run_job

Launch = Callable[[Path, int], None]
Function = Callable[[Resolved], None]

THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def launcher(
    chosen: Mapping[str, Any],
    words: Sequence[str],
    function: Function,
    options: Mapping[str, Option],
) -> tuple[Launch, bool]:
    """Return what runs the jobs of a folder on the chosen engine, and if it splits a sweep.

    Parameters
    ----------
    chosen
        Its name and settings, from ``configs/hydra/launcher``.
    words
        The user's own settings for Hydra.
    function, options
        The command whose points are run, and its own keys.
    """
    if chosen["name"] == "ray":
        return _OnRay(chosen["address"], chosen["num_cpus"], function, options), True
    return _OnHydra(tuple(words), function, options), chosen["name"] != "basic"


@dataclass(frozen=True)
class _OnHydra:
    """Runs jobs through Hydra's multirun, with whichever launcher was chosen."""

    words: tuple[str, ...]
    function: Function
    options: Mapping[str, Option]
    owner: int = field(default_factory=os.getpid)

    def __call__(self, folder: Path, n_jobs: int) -> None:
        words = ["-m", *self.words, f"hydra.sweep.dir='{folder}'", f"job=range(0,{n_jobs})"]
        decorate = hydra.main(version_base="1.3", config_path=str(CONFIGS), config_name="sweep")
        with process_of(["experiments.sweeps.runner", *words]):
            decorate(self.job)()

    def job(self, config: Any) -> None:
        """Run one job, in whatever process the launcher put it."""
        if os.getppid() == self.owner:
            end_with(self.owner)
        folder = Path(HydraConfig.get().sweep.dir)
        run_job(folder, int(config.job), self.function, self.options)


@dataclass(frozen=True)
class _OnRay:
    """Runs jobs as tasks of a Ray cluster; one that dies does not stop the others."""

    address: str | None
    num_cpus: float
    function: Function
    options: Mapping[str, Option]

    def __call__(self, folder: Path, n_jobs: int) -> None:
        import ray

        root, here = str(Path(__file__).resolve().parents[2]), str(Path.cwd())
        quiet = {"include_dashboard": False} if self.address is None else {}
        path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
        one_thread = dict.fromkeys(THREADS, "1")
        ray.init(
            self.address,
            log_to_driver=False,
            runtime_env={"env_vars": {"PYTHONPATH": path, **one_thread}},
            **quiet,
        )
        try:
            function, options = self.function, self.options

            def job(number: int) -> None:
                os.chdir(here)
                run_job(folder, number, function, options)

            remote = ray.remote(num_cpus=self.num_cpus, max_retries=0)(job)
            waiting = [remote.remote(number) for number in range(n_jobs)]
            while waiting:
                ended, waiting = ray.wait(waiting)
                for one in ended:
                    with suppress(ray.exceptions.RayError):  # the journals tell
                        ray.get(one)
        finally:
            ray.shutdown()


@contextmanager
def process_of(words: list[str]) -> Iterator[None]:
    """Give Hydra its arguments, and let errors through to us instead of its own printing."""
    arguments, full_error = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv = words
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        yield
    finally:
        sys.argv = arguments
        if full_error is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full_error
