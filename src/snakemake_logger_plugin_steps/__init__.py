"""`snakemake --logger steps`: a line for each finished step, and a bar with the time left.

Commands, inputs and reasons are in Snakemake's own log, .snakemake/log/. Snakemake finds the plugin
by the name of this package.
"""

import time
from collections.abc import Mapping
from logging import WARNING, LogRecord
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

TAIL = 12  # lines of a failed step's log
# Said by Snakemake on the way; the rest of what it says without an event is in its log.
SHOWN = ("Nothing to be done", "Exiting because a job execution failed", "Complete log")


class LogHandler(LogHandlerBase):
    """Prints to standard error; the bar only where that is a terminal."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self._console = Console(stderr=not self.common_settings.stdout, highlight=False)
        self._progress = Progress(
            BarColumn(),
            TextColumn("{task.completed} of {task.total} steps,"),
            TimeElapsedColumn(),
            TextColumn("so far, about"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._bar = self._progress.add_task("steps", total=None)
        self._total = 0
        self._done = 0
        self._names: dict[int, str] = {}
        self._started: dict[int, float] = {}

    def emit(self, record: LogRecord) -> None:
        """Print what a person wants to know of a record."""
        event = getattr(record, "event", None)
        if event == LogEvent.RUN_INFO:
            self._begin(record.__dict__["stats"])
        elif event == LogEvent.JOB_INFO:
            self._names[record.__dict__["jobid"]] = _name(record)
        elif event == LogEvent.JOB_STARTED:
            self._started |= dict.fromkeys(record.__dict__["jobs"], time.monotonic())
        elif event == LogEvent.JOB_FINISHED:
            self._finish(record.__dict__["job_id"])
        elif event == LogEvent.JOB_ERROR:
            self._fail(record)
        elif event == LogEvent.ERROR or (event is None and _matters(record)):
            self._console.print(record.getMessage(), markup=False)

    def close(self) -> None:
        """Take the bar away."""
        self._progress.stop()
        super().close()

    def _begin(self, stats: Mapping[str, int]) -> None:
        self._total = stats["total"]
        if self.common_settings.dryrun:
            width = max(map(len, stats))
            for rule, count in stats.items():
                self._console.print(f"{rule:{width}} {count:5}", markup=False)
            return
        self._progress.update(self._bar, total=self._total)
        self._progress.start()

    def _finish(self, job: int) -> None:
        self._done += 1
        seconds = time.monotonic() - self._started.get(job, time.monotonic())
        width = len(str(self._total))
        name = self._names.get(job, "")
        line = f"{self._done:{width}}/{self._total} {name:<60} {seconds:7.1f} s"
        self._progress.update(self._bar, completed=self._done)
        self._console.print(line, markup=False)

    def _fail(self, record: LogRecord) -> None:
        facts = record.__dict__
        name = self._names.get(facts.get("jobid", -1), facts.get("rule_name", ""))
        self._console.print(f"failed: {name}", style="bold red", markup=False)
        for path in facts.get("log") or ():
            self._console.print(f"  the end of {path}:", markup=False)
            lines = Path(path).read_text().splitlines() if Path(path).is_file() else []
            for line in lines[-TAIL:]:
                self._console.print(f"    {line}", markup=False)


def _name(record: LogRecord) -> str:
    """The rule and what tells the job from the rule's others."""
    facts = record.__dict__
    wildcards = facts.get("wildcards") or {}
    words = (
        f"{name}{value}" if str(value).isdigit() else str(value).rstrip("/")
        for name, value in wildcards.items()
    )
    return " ".join([facts["rule_name"], *filter(None, words)])


def _matters(record: LogRecord) -> bool:
    return record.levelno >= WARNING or record.getMessage().startswith(SHOWN)
