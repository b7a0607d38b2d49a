"""Sounds of clips whose coefficients were extracted elsewhere, or the MFCC given instead."""

from collections.abc import Iterable
from math import floor
from pathlib import Path

import numpy as np

from elp.clips.folder import CutClip, cut_each
from elp.datasets.clip import COMMON, SHORTEST, SLACK, Clip
from elp.datasets.given_clips import read_given_clip
from elp.errors import DataError, MediaError
from elp.io.arrays import write_array
from elp.io.files import inside
from elp.media.audio import write_wav
from elp.media.video import read_sound


def cut_sounds(
    clips: Iterable[Clip], root: Path, rate: int, folder: Path, fps: float
) -> list[CutClip]:
    """Cut sounds into a folder, and write there what became of them (clips.csv).

    Parameters
    ----------
    clips : iterable of Clip
        Of one shard.
    root : Path
        Folder that the clips' paths start from.
    rate : int
        Samples per second.
    folder : Path
        Gets clips.csv and `{clip}.wav`, or `{clip}.npy` with the MFCC of a clip without sound.
    fps : float
        Frames per second of the coefficients, and of these MFCC.
    """
    return cut_each(
        clips,
        folder,
        lambda clip, target: _cut(clip, root, rate, target, fps),
        "after mending their sounds, run again with --forcerun sounds",
    )


def _cut(clip: Clip, root: Path, rate: int, folder: Path, fps: float) -> CutClip:
    """As long as the shorter of coefficients and sound; up to `SLACK` of silence is added."""
    given = read_given_clip(clip, root, fps)
    frames, remark = len(given.speaker), given.remark
    if not clip.audio:
        if given.mfcc is None:
            raise DataError(f"clip {clip.name}: no speech; name a sound in the column `audio`")
        write_array(folder / f"{clip.name}.npy", given.mfcc)
        return CutClip(clip.name, "ok", remark, frames)
    sound = inside(root, clip.audio)
    samples = read_sound(sound, rate=rate, start=clip.start, end=clip.end)
    if not samples.any():
        raise MediaError(f"{sound} is silent in this clip; give the speaker's sound")
    moved, heard = frames / fps, len(samples) / rate
    if heard < max(COMMON * moved, SHORTEST):
        raise MediaError(
            f"clip {clip.name}: {sound} has only {heard:.2f} of {moved:.2f} s; half of them and "
            f"{SHORTEST:g} s are needed: give the sound of this conversation, or correct `start`, "
            "`end` and `fps` in the clip sheet"
        )
    if heard + SLACK < moved:
        remark = f"cut to {heard:.2f} s (coefficients {moved:.2f} s, sound {heard:.2f} s)"
        frames = floor(heard * fps)
    length = round(frames * rate / fps)
    samples = np.pad(samples, (0, max(0, length - len(samples))))[:length]
    write_wav(folder / f"{clip.name}.wav", samples, rate)
    return CutClip(clip.name, "ok", remark, frames)
