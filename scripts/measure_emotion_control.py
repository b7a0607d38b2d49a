"""Classify forced emotions with a probe trained on real listeners (rule emotion_control)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.evaluation.emotion_control import probe_runs
from elp.io.rows import write_frame
from elp.workflow.job import job, parse


def main(forced: list[Path], settings: MetricSettings, table: Path) -> None:
    """Write the probe's accuracy on real listeners, and on those of each run and seed."""
    with job(table):
        write_frame(table, probe_runs(forced, settings))


if __name__ == "__main__":
    parse(main)
