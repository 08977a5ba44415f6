"""Independent jobs on a pool of processes."""

from collections.abc import Callable, Sequence

from joblib import Parallel, delayed, parallel_config


def spread_out[Job, Result](
    run: Callable[[Job], Result], jobs: Sequence[Job], workers: int
) -> list[Result]:
    """Return the results of the runs in order, made by ``workers`` processes of one thread."""
    if workers == 1 or len(jobs) == 1:
        return [run(job) for job in jobs]

    with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        return list(Parallel()(delayed(run)(job) for job in jobs))
