"""Independent jobs on a pool of processes that end with the process that started them."""

import os
from collections.abc import Callable, Iterator, Sequence

from joblib import Parallel, delayed, parallel_config

from experiments.ensembles.watchdog import end_with
from experiments.presentation.progress import progress


def spread_out[Job, Result](
    run: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int,
    what: str = "running",
    unit: str = "runs",
) -> list[Result]:
    """Return the results of the runs in order, made by ``workers`` processes of one thread.

    Shows ``what`` is going on, and how many ``unit`` are done.
    """
    found: dict[int, Result] = {}
    with progress(what, len(jobs), unit, enough=min(workers, len(jobs))) as bar:
        for place, result in as_they_end(run, jobs, workers):
            found[place] = result
            bar.add()
    return [found[place] for place in range(len(jobs))]


def as_they_end[Job, Result](
    run: Callable[[Job], Result], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[int, Result]]:
    """Give each job's place and result, in the order in which they end."""
    if workers == 1 or len(jobs) == 1:
        yield from ((place, run(job)) for place, job in enumerate(jobs))
        return
    owner = os.getpid()
    calls = (delayed(_placed)(run, owner, place, job) for place, job in enumerate(jobs))
    with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        yield from Parallel(return_as="generator_unordered")(calls)


def _placed[Job, Result](
    run: Callable[[Job], Result], owner: int, place: int, job: Job
) -> tuple[int, Result]:
    end_with(owner)
    return place, run(job)
