"""Who works a plan off: this process, a pool of processes, or Spark. None knows a rule."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from corrin.cohort.shards import Done, Task

MOST_TRIES = 4  # of a plan whose workers are killed


class Unfinished(Exception):
    """Workers were killed again and again; what is done stays done."""


class NoSpark(Exception):
    """Spark could not be started, or is not at its address."""


def serial(plan: Sequence[Task], out: str) -> Iterator[Done]:
    """One after the other, here."""
    for task in plan:
        yield task.done(out)


def _done(task: Task, out: str) -> Done:
    return task.done(out)


def pool(workers: int) -> "Pool":
    """So many processes of this computer."""
    return Pool(workers)


class Pool:
    """Processes that are started anew when one of them is killed; what is done stays done."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(self, plan: Sequence[Task], out: str) -> Iterator[Done]:
        """Results as they come. Raises Unfinished when workers keep being killed."""
        left = list(plan)
        for _ in range(MOST_TRIES):
            for task, done in self._once(left, out):
                left.remove(task)
                yield done
            if not left:
                return
        raise Unfinished(f"{len(left)} of {len(plan)} files are not done: workers were killed")

    def _once(self, plan: Sequence[Task], out: str) -> Iterator[tuple[Task, Done]]:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.workers, mp_context=spawn) as processes:
            asked: dict[Future[Done], Task] = {
                processes.submit(_done, task, out): task for task in plan
            }
            yield from _finished(asked)


def _finished(asked: dict[Future[Done], Task]) -> Iterator[tuple[Task, Done]]:
    for future in as_completed(asked):
        try:
            yield asked[future], future.result()
        except BrokenProcessPool:
            continue  # asked again with the next pool


def spark(remote: str | None) -> "Spark":
    """Apache Spark through Spark Connect: at an address, or a cluster of this computer."""
    return Spark(remote)


class Spark:
    """Spark knows nothing of patients, only of tasks; the files are where all can read."""

    def __init__(self, remote: str | None) -> None:
        self.remote = remote or "local[2,4]"  # a task that was killed is tried four times

    def __call__(self, plan: Sequence[Task], out: str) -> Iterable[Done]:
        """All results at once. Raises ImportError where PySpark is not installed, and NoSpark."""
        from corrin.cohort.sparked import work

        return work(self.remote, plan, out)
