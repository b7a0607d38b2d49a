"""Sounds of clips whose coefficients were extracted elsewhere, or the MFCC given instead."""

from collections.abc import Iterable
from math import floor
from pathlib import Path

from elp.clips.folder import CutClip, cut_each
from elp.clips.speech import read_speech, write_speech
from elp.datasets.clip import COMMON, SHORTEST, SLACK, Clip
from elp.datasets.given_clips import read_given_clip
from elp.errors import DataError, MediaError
from elp.io.arrays import write_array
from elp.io.files import inside
from elp.media.probe import probe


def cut_sounds(
    clips: Iterable[Clip], root: Path, rate: int, folder: Path, fps: float
) -> list[CutClip]:
    """Cut the sounds of clips into a folder.

    Parameters
    ----------
    clips : iterable of Clip
        The clips of one shard.
    root : Path
        Folder that the clips' paths start from.
    rate : int
        Samples per second.
    folder : Path
        Where clips.csv and `{clip}.wav` are written, or `{clip}.npy` with the MFCC of a clip
        without sound.
    fps : float
        Frames per second of the coefficients and of these MFCC.

    Returns
    -------
    list of CutClip
        The rows of clips.csv.
    """
    return cut_each(
        clips,
        folder,
        lambda clip, target: _cut(clip, root, rate, target, fps),
        "after correcting their sounds, run again with --forcerun sounds",
    )


def _cut(clip: Clip, root: Path, rate: int, folder: Path, fps: float) -> CutClip:
    """Cut to the shorter of coefficients and sound; up to `SLACK` of silence is added."""
    given = read_given_clip(clip, root, fps)
    frames, remark = len(given.speaker), given.remark
    if not clip.audio:
        if given.mfcc is None:
            raise DataError(f"clip {clip.name}: no speech; name a sound in the column `audio`")
        write_array(folder / f"{clip.name}.npy", given.mfcc)
        return CutClip(clip.name, "ok", remark, frames)
    info = probe(inside(root, clip.audio))
    samples = read_speech(clip, info, rate)
    moving, heard = frames / fps, len(samples) / rate
    if heard < max(COMMON * moving, SHORTEST):
        raise MediaError(
            f"clip {clip.name}: {info.path} has only {heard:.2f} of {moving:.2f} s; half of them "
            f"and {SHORTEST:g} s are needed: give the sound of this conversation, or correct "
            "`start`, `end` and `fps` in the clip sheet"
        )
    if heard + SLACK < moving:
        remark = f"cut to {heard:.2f} s (coefficients {moving:.2f} s, sound {heard:.2f} s)"
        frames = floor(heard * fps)
    write_speech(folder / f"{clip.name}.wav", samples, rate, frames=frames, fps=fps)
    return CutClip(clip.name, "ok", remark, frames)
