"""The speech of a clip: read from the user's file, written as long as the clip's frames."""

from pathlib import Path

import numpy as np
from jaxtyping import Float32

from elp.datasets.clip import Clip
from elp.errors import MediaError
from elp.media.audio import write_wav
from elp.media.probe import MediaInfo
from elp.media.video import read_sound


def read_speech(clip: Clip, info: MediaInfo, rate: int) -> Float32[np.ndarray, " N"]:
    """Samples of the clip's seconds from the sound file that `probe` described.

    Raises
    ------
    MediaError
        If the file has no sound track, or is silent in these seconds.
    """
    samples = read_sound(info.path, rate=rate, start=clip.start, end=clip.end, info=info)
    if not samples.any():
        raise MediaError(f"{info.path} is silent in this clip; give the speaker's sound")
    return samples


def write_speech(
    path: Path, samples: Float32[np.ndarray, " N"], rate: int, *, frames: int, fps: float
) -> None:
    """Write samples, cut or padded with silence to the duration of the frames."""
    length = round(frames * rate / fps)
    write_wav(path, np.pad(samples, (0, max(0, length - len(samples))))[:length], rate)
