"""Read forced emotions with a probe trained on real listeners (rule emotion_control)."""

from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import pandas as pd

from elp.config.scores import MetricSettings
from elp.evaluation.emotion_control import EmotionProbe, accuracies, read_forced, read_real
from elp.io.files import atomic
from elp.samples.store import read_samples
from elp.workflow.job import job, parse
from elp.workflow.runs import parse_run_path


def main(forced: list[Path], settings: str, table: Path) -> None:
    """Write the probe's accuracy on real listeners, and on those of each run and seed."""
    metrics = MetricSettings.model_validate_json(settings)
    rows = []
    with job(table):
        for _, group in groupby(forced, key=lambda path: path.parents[2]):
            paths = list(group)
            run = parse_run_path(paths[0])
            train, test, statistics = run.features("train"), run.features("test"), run.statistics()
            probe = EmotionProbe(train)
            generated = [
                read_forced(probe, read_samples(path), path.parent.name, test, statistics)
                for path in paths
            ]
            found = accuracies(read_real(probe, test), metrics) + accuracies(generated, metrics)
            names = {"dataset": run.dataset, "run": run.run, "seed": run.seed}
            rows += [{**names, **asdict(row)} for row in found]
        with atomic(table) as temporary:
            pd.DataFrame(rows).to_csv(temporary, index=False)


if __name__ == "__main__":
    parse(main)
