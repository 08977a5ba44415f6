"""Shares the runs of all questions out over a small pool of processes.

A first pair for every waiting question comes before anybody's second. A question that nobody
listens to any more stops: of quick moves of a lever only the last counts. A worker that is
killed costs its question a message at most; the pool is made anew.
"""

import asyncio
import multiprocessing
import signal
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from experiments.config.threads import use_one_thread
from experiments.ensembles.plan import ADAPTING
from experiments.workshop.jobs import Job, Unit, units
from experiments.workshop.pairs import Pair, make_pair, prepare_worker
from experiments.workshop.question import Question, Sizes, read_question
from experiments.workshop.store import Store

MOST_JOBS: Final = 64
MOST_KILLS: Final = 2
KILLED: Final = (
    "A worker process was stopped while it ran this scenario. Move a lever to try again."
)
FAILED: Final = "The run failed: {kind}: {reason}"


class Engine:
    """Runs questions; lives in one event loop.

    Parameters
    ----------
    workers
        Processes that run the model.
    history
        Folder of stored histories; None keeps none.
    """

    def __init__(self, sizes: Sizes, workers: int, history: Path | None, store: Store) -> None:
        self.sizes = sizes
        self.workers = workers
        self.history = history
        self.store = store
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.prepared = 0
        self.is_compiled = False
        self._waiting_seeds: list[int] = []
        self._n_running = 0
        self._n_arrived = 0
        self._pool: ProcessPoolExecutor | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # ------------------------------------------------------------------ life

    async def start(self) -> None:
        """Start the pool and begin to prepare history; returns at once."""
        use_one_thread()
        self._task(self._prepare())

    async def stop(self) -> None:
        """End the pool with whatever it runs."""
        for task in self._tasks:
            task.cancel()
        if self._pool is not None:
            _end(self._pool)
            self._pool = None

    async def _prepare(self) -> None:
        """Compile once, then let history fill the gaps between questions."""
        for _ in range(MOST_KILLS):
            with suppress(BrokenProcessPool):
                self.is_compiled = self.is_compiled or await self._call(prepare_worker)
        self.is_compiled = True  # or else every worker compiles for itself
        usual = await asyncio.to_thread(read_question, {}, self.sizes)
        self._reference = usual
        self._waiting_seeds = [u.seed for u in units(usual) if u.variant == ADAPTING]
        self._fill()

    # ------------------------------------------------------------- questions

    def ask(self, question: Question) -> Job:
        """Return the job of a question: the one there is, a stored one, or a new one."""
        job = self.jobs.get(question.digest)
        if job is None or (job.error and not job.listeners):
            self._n_arrived += 1
            job = Job(question, self._n_arrived)
            if (found := self.store.load(question.digest)) is not None:
                job.pairs, job.frozen = found
                job.todo = []
            self.jobs[question.digest] = job
        self.jobs.move_to_end(question.digest)
        self._forget()
        return job

    def _forget(self) -> None:
        """Drop the jobs asked for longest ago that nobody listens to."""
        idle = [
            digest for digest, job in self.jobs.items() if not job.listeners and not job.running
        ]
        for digest in idle[: max(len(self.jobs) - MOST_JOBS, 0)]:
            del self.jobs[digest]

    def fill(self) -> None:
        """Give idle workers what waits; call when a listener comes or goes."""
        self._fill()

    def _fill(self) -> None:
        while self.is_compiled and self._n_running < self.workers:
            work = self._next()
            if work is None:
                return
            self._n_running += 1
            self._task(work)

    def _next(self) -> Any:
        """Return the most urgent piece of work, or None."""
        waiting = [(job, unit) for job in self.jobs.values() if (unit := job.next_unit())]
        if waiting:
            job, unit = min(waiting, key=lambda w: (w[0].is_aside, w[0].n_begun, w[0].arrival))
            job.todo.remove(unit)
            job.running.add(unit)
            return self._run(job, unit)
        if self._waiting_seeds:
            return self._prepare_seed(self._waiting_seeds.pop(0))
        return None

    async def _run(self, job: Job, unit: Unit) -> None:
        """Run one unit, and file what comes out."""
        try:
            pair = await self._call(self._work(job.question, unit))
            (job.pairs if unit.variant == ADAPTING else job.frozen)[unit.seed] = pair
        except BrokenProcessPool:
            self._killed(job, unit)
        except Exception as error:  # a failed run is its question's, not the server's
            reason = " ".join(str(error).split())[:200]
            job.error = FAILED.format(kind=type(error).__name__, reason=reason)
        finally:
            job.running.discard(unit)
            self._n_running -= 1
        if job.is_whole and not job.error:
            await asyncio.to_thread(self.store.save, job.question.digest, job.pairs, job.frozen)
        job.tell()
        self._fill()

    def _work(self, question: Question, unit: Unit) -> Callable[[], Pair]:
        names = (question.name, question.reference(unit.variant))
        trunk, arms = question.plan.of_seed(unit.seed, question.arms(unit.variant))
        return partial(make_pair, trunk, arms, names, unit.seed, self.history)

    def _killed(self, job: Job, unit: Unit) -> None:
        """Try again what a killed worker left, twice at most."""
        job.kills += 1
        if job.kills > MOST_KILLS:
            job.error = KILLED
        else:
            job.todo.insert(0, unit)

    async def _prepare_seed(self, seed: int) -> None:
        """Make one seed's history and its run without policy."""
        with suppress(Exception):  # the first question that needs the seed tells what is wrong
            await self._call(self._work(self._reference, Unit(seed, ADAPTING)))
        self._n_running -= 1
        self.prepared += 1
        self._fill()

    # ------------------------------------------------------------------ pool

    async def _call[Result](self, function: Callable[[], Result]) -> Result:
        """Run a function in a worker; a broken pool is made anew for the next call."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self.workers,
                mp_context=context,
                initializer=signal.signal,
                initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for the server
            )
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, function)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
                _end(pool)
            raise

    def _task(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def status(self) -> dict[str, Any]:
        """Return how far preparation is, and how many questions wait."""
        return {
            "compiled": self.is_compiled,
            "prepared": self.prepared,
            "of": self.sizes.pairs,
            "waiting": sum(job.next_unit() is not None for job in self.jobs.values()),
        }


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool now: its processes too, whatever they run."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
