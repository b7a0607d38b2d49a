"""`elp generate`: from a speaker's video and a portrait to a video of the portrait listening."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from elp.clips.pictures import square_pictures
from elp.coefficients import Coefficients
from elp.config.renders import Method
from elp.errors import ElpError
from elp.generation.bundle import read_bundle
from elp.generation.listener import PortraitAnimation, anchored, listen
from elp.generation.portrait import read_portrait
from elp.generation.speaker import Speaker, read_speaker
from elp.io.arrays import write_arrays
from elp.media.audio import RATE
from elp.media.strips import StripColumn, write_strip
from elp.media.video import write_video
from elp.training.device import DeviceName, pick_device

logger = logging.getLogger(__name__)

Pictures = Iterator[np.ndarray]


@dataclass(frozen=True)
class GenerateOptions:
    """What the command line asks for.

    Attributes
    ----------
    emotion : str
        One of the listener's, or `auto`.
    samples, seed : int
        How many listeners, and the seed that draws them.
    renderer : str
        `warp`, `still`, or the file of a trained renderer.
    size : int
        Pixels a side of what is shown.
    face : int or None
        Which of the portrait's faces.
    side_by_side, coefficients : bool
        Whether the video shows the speaker and the mesh too; whether β, p and φ are kept beside it.
    device : str
        Where the model runs.
    """

    emotion: str = "auto"
    samples: int = 1
    seed: int = 0
    renderer: str = "warp"
    size: int = 256
    face: int | None = None
    side_by_side: bool = False
    coefficients: bool = False
    device: DeviceName = "auto"


def generate(
    model: Path, speaker: Path, portrait: Path, output: Path, wishes: GenerateOptions
) -> list[Path]:
    """Write a video for each sample, and say what is being done.

    Returns
    -------
    list of Path
        The videos: `output` itself, or with the sample's number if there are several.

    Raises
    ------
    ElpError
        If the listener, the portrait, the speaker or a wish cannot be used; the message says why.
    """
    bundle = read_bundle(model)
    about = bundle.about
    note = ", trained on made-up conversations" if about.made_up else ""
    logger.info("listener: %s of %s, seed %d%s", about.run, about.dataset, about.seed, note)
    if wishes.emotion not in ("auto", *about.emotions):
        known = ", ".join(about.emotions)
        raise ElpError(f"--emotion {wishes.emotion}: this listener has {known}, or `auto`")
    device = pick_device(wishes.device)
    face = read_portrait(portrait, bundle, wishes.size, wishes.face)
    stage = PortraitAnimation(bundle, face, *_method(wishes.renderer), str(device))
    logger.info("portrait: %s", portrait)
    talk = read_speaker(speaker, bundle)
    logger.info("speaker: %s, %.1f s", speaker, len(talk.sound) / RATE)
    motions = listen(
        bundle,
        talk,
        face,
        samples=wishes.samples,
        emotion="predicted" if wishes.emotion == "auto" else wishes.emotion,
        seed=wishes.seed,
        device=device,
    )
    written = []
    for number, motion in enumerate(motions, start=1):
        path = output
        if len(motions) > 1:
            path = output.with_name(f"{output.stem}_{number}{output.suffix}")
        _write(path, stage, anchored(motion, face), talk, wishes)
        logger.info("wrote %s", path)
        written.append(path)
    return written


def _method(renderer: str) -> tuple[Method, Path | None]:
    untrained: dict[str, Method] = {"warp": "warp", "still": "still"}
    method = untrained.get(renderer)
    return ("learned", Path(renderer)) if method is None else (method, None)


def _write(
    path: Path,
    stage: PortraitAnimation,
    motion: Coefficients,
    talk: Speaker,
    wishes: GenerateOptions,
) -> None:
    shown = tqdm(
        stage.pictures(motion), path.name, len(motion), unit="frame", leave=False, disable=None
    )
    fps = stage.fps
    if wishes.side_by_side:
        seen = square_pictures(talk.video, talk.square, wishes.size, fps)
        columns = [
            StripColumn("speaker", [seen]),
            StripColumn("listener", [shown]),
            StripColumn("mesh", [stage.meshes(motion)]),
        ]
        write_strip(path, columns, talk.sound, fps)
    else:
        write_video(path, shown, fps=fps, sound=talk.sound, rate=RATE)
    if wishes.coefficients:
        names = ("expression", "pose", "blink")
        arrays = {name: getattr(motion, name) for name in names}
        write_arrays(path.with_suffix(".npz"), arrays, compressed=True)
