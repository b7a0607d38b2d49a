"""A made-up data set on disk, as input of the features: clip sheet, coefficients, sounds."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from elp.coefficients import FPS
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.clip import Clip
from elp.features.clip_features import DatasetFiles
from elp.media.audio import RATE
from elp.tracking.coefficient_table import write_coefficients

D, P = 5, 6
HOP = RATE // FPS  # samples per video frame


@dataclass(frozen=True)
class MadeUpClip:
    """Frames of a clip's coefficients and sound; a file is missing if they are 0."""

    name: str
    split: str = "train"
    frames: int = 30
    heard: int = 30
    attitude: str = "positive"


def row(clip: MadeUpClip) -> Clip:
    """The clip's row in the clip sheet."""
    return Clip(
        name=clip.name,
        split=clip.split,
        speaker_video=f"{clip.name}.speaker.mp4",
        listener_video=f"{clip.name}.listener.mp4",
        speaker_id=f"speaker_of_{clip.name}",
        listener_id=f"listener_of_{clip.name}",
        attitude=clip.attitude,
    )


def make_sources(folder: Path, clips: list[MadeUpClip]) -> DatasetFiles:
    """Write the clips, each participant and sound drawn from a generator of its own."""
    sheet, sounds = folder / "clips.csv", folder / "shard0"
    coefficients = folder / "shard0.parquet"
    sounds.mkdir(parents=True)
    write_clip_sheet(sheet, [row(clip) for clip in clips])
    for clip in clips:
        if clip.heard:
            noise = np.random.default_rng(len(clip.name)).normal(0, 0.1, clip.heard * HOP)
            soundfile.write(sounds / f"{clip.name}.wav", noise, RATE, subtype="PCM_16")
    write_coefficients(coefficients, columns_of([clip for clip in clips if clip.frames]), 25.0)
    return DatasetFiles(sheet, (coefficients,), (sounds,))


def columns_of(clips: list[MadeUpClip]) -> dict[str, np.ndarray]:
    """Columns of `coefficient_table.COLUMNS`, random but the same for the same clips."""
    generator = np.random.default_rng(0)
    parts = [(clip.name, role, clip.frames) for clip in clips for role in ("speaker", "listener")]
    lengths = [frames for _, _, frames in parts]
    count = sum(lengths)
    return {
        "clip": np.repeat(np.array([name for name, _, _ in parts], str), lengths),
        "role": np.repeat(np.array([role for _, role, _ in parts], str), lengths),
        "frame": np.concatenate([np.arange(0), *(np.arange(n) for n in lengths)]).astype(np.int32),
        "status": np.full(count, "tracked"),
        "expression": generator.normal(3, 2, (count, D)).astype(np.float32),
        "pose": generator.normal(0, 0.1, (count, P)).astype(np.float32),
        "blink": generator.random(count) < 0.2,
        "ear": generator.random(count).astype(np.float32),
        "residual": generator.random(count).astype(np.float32),
    }
