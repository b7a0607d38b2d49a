"""`elp generate`."""

from pathlib import Path
from typing import Literal

from elp.errors import ElpError


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
    """Generate a video of a portrait that listens to a speaker.

    Parameters
    ----------
    speaker
        Video with sound in which one person talks, of any length.
    portrait
        Picture of the listener's face (JPEG or PNG).
    output
        Video to write (.mp4, .mov or .mkv), with the speaker's sound.
    model
        Folder of a trained listener; `make table1` builds the default.
    emotion
        The listener's emotion, such as `positive`, or `auto` to predict it from the speaker.
    samples
        Number of listeners; with several, each file name ends in a number.
    seed
        Seed of all random draws; the same seed gives the same video.
    renderer
        How the portrait moves: `warp` (by its mesh), `still` (not at all), or the file of a trained
        renderer such as results/renderer/model.safetensors.
    size
        Width and height of the video in pixels, an even number.
    face
        Number of the face in the portrait, from 1 from left to right, if there are several.
    side_by_side
        Also show the speaker and the listener's mesh.
    coefficients
        Also write expression, pose and blinks, beside the video (.npz).
    device
        Where the model runs.
    """
    from elp.generation.command import GenerateOptions
    from elp.generation.command import generate as run

    if samples < 1:
        raise ElpError(f"--samples {samples}: give a number from 1 on")
    if size < 64 or size % 2:
        raise ElpError(f"--size {size}: give an even number from 64 on")
    if output.suffix.lower() not in (".mp4", ".mov", ".mkv"):
        raise ElpError(f"--output {output}: name a video file (.mp4, .mov or .mkv)")
    options = GenerateOptions(
        emotion, samples, seed, renderer, size, face, side_by_side, coefficients, device
    )
    run(model, speaker, portrait, output, options)
