"""`elp metrics`."""

import json as json_module
import math
import sys
from pathlib import Path

from elp.errors import DataError

INDEPENDENT = (
    "Intervals take each clip as a person of its own, since archives do not name the listeners: "
    "where\nclips share a listener, they are too narrow."
)


def metrics(
    *, generated: Path, target: Path, speaker: Path, fps: float = 25.0, json: bool = False
) -> None:
    """Score generated listeners against the real ones.

    The archives do not name the listeners, so intervals take clips as independent.

    Parameters
    ----------
    generated
        Archive (.npz) with the arrays expression_{clip}, pose_{clip} and blink_{clip} of each clip.
    target
        Archive of the real listeners, with the same arrays.
    speaker
        Archive of the speakers, with the same arrays; blinks are not needed.
    fps
        Frames per second.
    json
        Print a JSON list of rows instead of a table.
    """
    from elp.config.scores import MetricSettings
    from elp.scoring.archives import read_motion
    from elp.scoring.score import score
    from elp.scoring.summary import EXTRA, summarise

    if not (math.isfinite(fps) and fps > 0):
        raise DataError(f"--fps {fps}: not a frame rate; give a number above 0")
    settings = MetricSettings()
    groups = read_motion(generated, target, speaker)
    summary = summarise(score(groups, fps, settings), settings)
    printed = ~summary.set_index(["metric", "variant"]).index.isin(EXTRA)
    summary = summary[printed].drop(columns=["deviation", "best_of_k"])
    if json:
        rows = summary.astype(object).where(summary.notna(), None).to_dict("records")
        sys.stdout.write(json_module.dumps(rows, indent=1, allow_nan=False) + "\n")
    else:
        table = summary.to_string(index=False, na_rep="-", float_format="{:.4f}".format)
        sys.stdout.write(f"{table}\n{INDEPENDENT}\n")
