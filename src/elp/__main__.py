"""`python -m elp`: what can be done without the workflow."""

import json as json_module
import logging
import math
import sys
from pathlib import Path
from typing import Literal

from cyclopts import App, Parameter

from elp.config.scores import MetricSettings
from elp.errors import DataError, ElpError
from elp.scoring.archives import read_motion
from elp.scoring.score import score
from elp.scoring.summary import EXTRA, summarise

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


@app.command
def generate(
    *,
    speaker: Path,
    portrait: Path,
    output: Path,
    model: Path = Path("results/listener"),
    emotion: str = "auto",
    samples: int = 1,
    seed: int = 0,
    renderer: str = "warp",
    size: int = 256,
    face: int | None = None,
    side_by_side: bool = False,
    coefficients: bool = False,
    device: Literal["auto", "cpu", "cuda"] = "auto",
) -> None:
    """Make a video of a portrait that listens to a speaker.

    Parameters
    ----------
    speaker
        A video with sound in which one person talks, of any length.
    portrait
        A picture of the person who listens.
    output
        The video to write (.mp4), with the speaker's sound.
    model
        Folder of a trained listener; `make table1` makes the default.
    emotion
        `auto`: from the speaker; or the listener's attitude, such as `positive`.
    samples
        How many listeners; with several, each video's name ends in its number.
    seed
        Of all that is drawn; the same seed gives the same video.
    renderer
        `warp`: the portrait warped by its mesh; `still`: not moved at all; or the file of a trained
        renderer, such as results/renderer/model.safetensors.
    size
        Pixels a side, even.
    face
        Which face of the portrait, counted from 1 from left to right.
    side_by_side
        Show the speaker and the listener's mesh too.
    coefficients
        Keep expression, pose and blinks beside the video (.npz).
    device
        Where the model runs.
    """
    from elp.generation.command import GenerateOptions
    from elp.generation.command import generate as run

    if samples < 1 or size < 64 or size % 2:
        raise ElpError("--samples is at least 1, and --size an even number from 64 on")
    if output.suffix.lower() not in (".mp4", ".mov", ".mkv"):
        raise ElpError(f"--output {output}: name a video file, such as listener.mp4")
    wishes = GenerateOptions(
        emotion, samples, seed, renderer, size, face, side_by_side, coefficients, device
    )
    run(model, speaker, portrait, output, wishes)


@app.command
def prepare(
    folder: Path,
    *,
    output: Path | None = None,
    landmarker: Path | None = None,
    speech_emotion: Path | None = None,
    overwrite: bool = False,
) -> None:
    """Make a clip sheet of a folder of conversations, and a page about it.

    Parameters
    ----------
    folder
        Videos of both people, named alike but for speaker and listener, left and right, a and b;
        or videos that show both side by side; or a sheet RLD_data.csv or clips.csv.
    output
        Folder for clips.csv, settings.yaml and report.html; default FOLDER/prepared.
    landmarker
        MediaPipe's face_landmarker.task; default results/weights, else it is fetched.
    speech_emotion
        Weights of the Speech-Emotion-Analyzer, which gives labels; default results/weights. Without
        it the workflow labels the clips.
    overwrite
        Replace an earlier clips.csv of the output.
    """
    from elp.downloads.weights import fetch_weights
    from elp.prepare.command import prepare as run

    if landmarker is None:
        landmarker = Path("results/weights/face_landmarker.task")
        if not landmarker.is_file():
            fetch_weights("face_landmarker", None, landmarker)
    published = Path("results/weights/speech_emotion.h5")
    if speech_emotion is None and published.is_file():
        speech_emotion = published
    run(folder, output or folder / "prepared", landmarker, speech_emotion, overwrite)


@app.command
def trace(
    result: Path,
    *,
    dataset: str | None = None,
    method: str | None = None,
    where: list[str] | None = None,
) -> None:
    """Say where a result comes from, or one row of it, and how to make it again.

    Parameters
    ----------
    result
        Such as results/table1.csv, results/figure8.png; alone, all of it is traced.
    dataset
        The row's `dataset`.
    method
        The row's `method` or `run`.
    where
        `COLUMN=VALUE` of the row, as often as is needed to find one row.
    """
    from elp.workflow.trace_page import trace as run

    if wrong := [each for each in where or [] if "=" not in each]:
        raise ElpError(f"--where {wrong[0]}: give a column and its value, such as split=test")
    keys = {column: value for column, _, value in (each.partition("=") for each in where or [])}
    asked = {"dataset": dataset, "method": method}
    keys |= {column: value for column, value in asked.items() if value is not None}
    sys.stdout.write(run(result, keys))


@app.command
def dvc(
    *, configfile: list[Path] | None = None, output: Path = Path("dvc.yaml"), check: bool = False
) -> None:
    """Write dvc.yaml, the stages by which DVC versions all results, from the Snakemake rules.

    Parameters
    ----------
    configfile
        Settings merged over config/config.yaml, as given to Snakemake.
    output
        The file to write.
    check
        Write nothing; fail if the file is not what would be written.
    """
    from elp.dvc import command

    (command.check if check else command.generate)(configfile or [], output)


@app.command
def upgrade(*, configfile: list[Path] | None = None) -> None:
    """Bring results of an earlier version to where this version reads them; nothing is made again.

    Parameters
    ----------
    configfile
        Settings merged over config/config.yaml, as given to Snakemake.
    """
    from elp.workflow.upgrade import upgrade as run

    run(configfile or [])


def main() -> None:
    """Run the command line; an error of the user's is one line and exit code 1."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except ElpError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
