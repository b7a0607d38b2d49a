"""The overhead of Snakemake and DVC: the fraction of `dvc repro` in which no job runs.

    python benchmarks/overhead.py [--start SECONDS --end SECONDS]

runs `dvc repro` with the present results, then again without a change. Given the times of an
earlier run (seconds since 1970), it measures that run instead. Start and end of jobs are those of
Snakemake's records; jobs at the same time count once.
"""

import subprocess
import time

from elp.dvc.times import read_records
from elp.errors import DataError
from elp.workflow.job import parse
from elp.workflow.records import RECORDS


def busy(intervals: list[tuple[float, float]]) -> float:
    """Seconds covered by at least one interval.

    >>> busy([(0, 2), (1, 3), (5, 6), (5.2, 5.5)])
    4.0
    """
    total, reached = 0.0, float("-inf")
    for start, end in sorted(intervals):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def repro() -> tuple[float, float]:
    """Start and end of `dvc repro`."""
    start = time.time()
    subprocess.run(["dvc", "repro"], check=True, stdout=subprocess.DEVNULL)
    return start, time.time()


def main(*, start: float | None = None, end: float | None = None) -> None:
    """Measure and print the overhead."""
    if (start is None) != (end is None):
        raise DataError("give --start and --end together")
    first, last = repro() if start is None or end is None else (start, end)
    records = read_records(RECORDS) if RECORDS.is_dir() else ()
    jobs = {(r.started, r.ended) for r in records if first <= r.started and r.ended <= last}
    if jobs:
        whole, working = last - first, busy(list(jobs))
        print(
            f"{len(jobs)} jobs in {whole:.0f} s; no job ran in {whole - working:.0f} s: "
            f"{(whole - working) / whole:.1%} (at most 10 %)"
        )
    else:
        print("all results were current: no job ran")
    again = repro()
    print(f"dvc repro without a change: {again[1] - again[0]:.1f} s (at most 30)")


if __name__ == "__main__":
    parse(main)
