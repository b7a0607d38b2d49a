"""Read forced emotions with a probe trained on real listeners (rule emotion_control)."""

from pathlib import Path

from elp.config.scores import MetricSettings
from elp.evaluation.emotion_control import probe_runs
from elp.io.files import atomic
from elp.workflow.job import job, parse


def main(forced: list[Path], settings: str, output: Path) -> None:
    """Write the probe's accuracy on real listeners, and on those of each run and seed."""
    with job("probe_emotion", output), atomic(output) as temporary:
        table = probe_runs(forced, MetricSettings.model_validate_json(settings))
        table.to_csv(temporary, index=False)


if __name__ == "__main__":
    parse(main)
