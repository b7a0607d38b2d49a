"""`elp generate`: from a speaker's video and a portrait to a video of the portrait listening."""

import logging
from dataclasses import dataclass
from pathlib import Path

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


@dataclass(frozen=True)
class GenerateOptions:
    """Options of the command line.

    Attributes
    ----------
    emotion : str
        One of the listener's emotions, or `auto`.
    samples, seed : int
        Number of listeners, and the seed of all random draws.
    renderer : str
        `warp`, `still`, or the file of a trained renderer.
    size : int
        Pixels a side of the video.
    face : int or None
        Number of the face in the portrait, from 1 from left to right.
    side_by_side, coefficients : bool
        Whether to show the speaker and the mesh too; whether to write β, p and φ beside the video.
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
    model: Path, speaker: Path, portrait: Path, output: Path, options: GenerateOptions
) -> list[Path]:
    """Write one video per sample, and log the progress.

    Returns
    -------
    list of Path
        The videos: `output` itself, or with the sample's number if there are several.

    Raises
    ------
    ElpError
        If the listener, the portrait, the speaker or an option cannot be used.
    """
    bundle = read_bundle(model)
    about = bundle.about
    note = ", trained on made-up conversations" if about.made_up else ""
    logger.info("listener: %s of %s, seed %d%s", about.run, about.dataset, about.seed, note)
    if options.emotion not in ("auto", *about.emotions):
        known = ", ".join(about.emotions)
        raise ElpError(
            f"--emotion {options.emotion}: this listener knows {known}; choose one, or `auto`"
        )
    device = pick_device(options.device)
    face = read_portrait(portrait, bundle, options.size, options.face)
    animation = PortraitAnimation(bundle, face, *_method(options.renderer), str(device))
    logger.info("portrait: %s", portrait)
    talk = read_speaker(speaker, bundle)
    logger.info("speaker: %s, %.1f s", speaker, len(talk.sound) / RATE)
    motions = listen(
        bundle,
        talk,
        face,
        samples=options.samples,
        emotion="predicted" if options.emotion == "auto" else options.emotion,
        seed=options.seed,
        device=device,
    )
    videos = [output]
    if len(motions) > 1:
        names = [f"{output.stem}_{k}{output.suffix}" for k in range(1, len(motions) + 1)]
        videos = [output.with_name(name) for name in names]
    for video, motion in zip(videos, motions, strict=True):
        _write(video, animation, anchored(motion, face), talk, options)
        logger.info("wrote %s", video)
    return videos


def _method(renderer: str) -> tuple[Method, Path | None]:
    untrained: dict[str, Method] = {"warp": "warp", "still": "still"}
    method = untrained.get(renderer)
    return ("learned", Path(renderer)) if method is None else (method, None)


def _write(
    path: Path,
    animation: PortraitAnimation,
    motion: Coefficients,
    talk: Speaker,
    options: GenerateOptions,
) -> None:
    fps, pictures = animation.fps, animation.pictures(motion)
    progress = tqdm(pictures, path.name, len(motion), unit="frame", leave=False, disable=None)
    frames = iter(progress)
    if options.side_by_side:
        speaker = square_pictures(talk.video, talk.square, options.size, fps)
        columns = [
            StripColumn("speaker", [speaker]),
            StripColumn("listener", [frames]),
            StripColumn("mesh", [animation.meshes(motion)]),
        ]
        write_strip(path, columns, talk.sound, fps)
    else:
        write_video(path, frames, fps=fps, sound=talk.sound, rate=RATE)
    if options.coefficients:
        names = ("expression", "pose", "blink")
        arrays = {name: getattr(motion, name) for name in names}
        write_arrays(path.with_suffix(".npz"), arrays, compressed=True)
