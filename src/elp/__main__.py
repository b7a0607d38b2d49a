"""`python -m elp`: what can be done without the workflow."""

import json as json_module
import logging
import math
import sys
from pathlib import Path

from cyclopts import App, Parameter

from elp.config.scores import MetricSettings
from elp.errors import DataError, ElpError
from elp.metrics.archives import read_motion
from elp.metrics.score import score
from elp.metrics.summary import EXTRA, summarise

app = App(
    name="python -m elp",
    help="Emotional Listener Portrait: listeners who nod at the right moment.",
    default_parameter=Parameter(negative=()),
)


@app.command
def metrics(
    *, generated: Path, target: Path, speaker: Path, fps: float = 25.0, json: bool = False
) -> None:
    """Score generated listeners against the real ones.

    Parameters
    ----------
    generated
        Archive (.npz) with expression_{clip}, pose_{clip} and blink_{clip} of each clip.
    target
        The same of the real listeners.
    speaker
        The same of the speakers; blinks are not needed.
    fps
        Frames per second.
    json
        Print a list of rows as JSON instead of a table.
    """
    if not (math.isfinite(fps) and fps > 0):
        raise DataError(f"--fps {fps} is no frame rate; give a number above 0")
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
        sys.stdout.write(table + "\n")


def main() -> None:
    """Run the command line; an error of the user's is one line and exit code 1."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except ElpError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
