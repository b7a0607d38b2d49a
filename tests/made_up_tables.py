"""Facts of a made-up table, and scores in every column of it."""

import numpy as np
import pandas as pd

from elp.config.tables import TableFacts
from elp.evaluation.paper_claims import Claim
from elp.tables.columns import columns


def facts(name: str, runs: list[str], kind: str = "apart") -> TableFacts:
    return TableFacts.model_validate(
        {
            "name": name,
            "table": {"datasets": ["made_up"], "runs": runs, "columns": kind},
            "labels": {run: run.upper() for run in runs},
            "truth": ["gt"],
            "swept": {},
            "reference": None,
            "datasets": {"made_up": {"layout": "sample_corpus"}},
            "metrics": {"bootstrap": 200},
        }
    )


def scores(known: TableFacts, offset: float, target: float = 3.0) -> pd.DataFrame:
    """Scores of 12 clips in every column of a table."""
    parts = []
    noise = np.random.default_rng(round(1000 * offset)).normal(scale=0.05, size=12)
    for column in columns(known):
        for group in column.groups:
            parts.append(
                pd.DataFrame(
                    {
                        "group": group,
                        "metric": column.metric,
                        "variant": column.variant,
                        "clip": [f"c{i}" for i in range(12)],
                        "sample": 0,
                        "resample": -1,
                        "value": target + offset + noise * (1 + offset),
                        "target": target,
                        "noise_floor": np.nan,
                        "short": False,
                        "constant": False,
                        "seed": 0,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


BEST = Claim("best", "Sec. 1", "table1", "elp", ("expression_fd", "pose_vd"))
