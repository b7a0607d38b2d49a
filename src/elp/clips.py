"""Clips: both people of a conversation, cropped to the face at a constant rate, and the sound.

A clip that cannot be cut is excluded with its reason, and the others go on.
"""

from collections.abc import Iterable
from math import inf
from pathlib import Path

import numpy as np

from elp.clip_files import COMMON, SHORTEST, SLACK, CutClip, cut_each, inside, write_wav
from elp.clip_sheet import Clip
from elp.config.data import ClipSettings
from elp.cuts import find_cuts, longest_shot
from elp.errors import MediaError
from elp.face_crop import FACES, find_square, square_of
from elp.media import Square, count_frames, cut_video, probe, read_sound
from elp.tracking.landmarker import Landmarker


def cut_clips(
    clips: Iterable[Clip], root: Path, model: Path, settings: ClipSettings, folder: Path
) -> list[CutClip]:
    """Cut clips into a folder, and write there what became of them (clips.csv).

    Parameters
    ----------
    clips : iterable of Clip
        Of one shard.
    root : Path
        Folder that the clips' paths start from.
    model : Path
        The landmark model.
    settings : ClipSettings
        Rate, size, margin.
    folder : Path
        Gets `{clip}.speaker.mp4`, `{clip}.listener.mp4`, `{clip}.wav` and clips.csv.
    """
    with Landmarker(model, FACES) as landmarker:
        return cut_each(
            clips,
            folder,
            lambda clip, target: cut_clip(clip, root, landmarker, settings, target),
            "after mending their videos, run again with --forcerun clips",
        )


def cut_clip(
    clip: Clip, root: Path, landmarker: Landmarker, settings: ClipSettings, folder: Path
) -> CutClip:
    """Cut one clip, as long as the shortest of its videos and its sound.

    Sound that ends up to `SLACK` earlier than the pictures is filled up with silence instead.

    Raises
    ------
    MediaError
        If a file is missing, lies outside of the root, cannot be read or breaks off; if a video
        does not show one face; if there is no sound; if the parts differ too much in length.
    """
    if not clip.listener_id:
        return _cut_talking_head(clip, root, landmarker, settings, folder)
    videos = [inside(root, clip.speaker_video), inside(root, clip.listener_video)]
    targets = [folder / f"{clip.clip}.{role}.mp4" for role in ("speaker", "listener")]
    sound = inside(root, clip.audio or clip.speaker_video)
    samples = read_sound(sound, rate=settings.sample_rate, start=clip.start, end=clip.end)
    if not samples.any():
        raise MediaError(f"{sound} is silent in this clip; give the speaker's sound")
    seconds, remark = _common_length(clip, videos, len(samples) / settings.sample_rate)
    rate = float(settings.fps)
    start, end, shot = _shot(clip, videos, clip.start + seconds, settings)
    samples = samples[round((start - clip.start) * settings.sample_rate) :]
    squares = [
        find_square(
            video,
            landmarker,
            fps=rate,
            margin=settings.margin,
            start=start,
            end=end,
            region=region,
        )
        for video, region in zip(videos, clip.regions, strict=True)
    ]
    parts = list(zip(videos, targets, squares, strict=True))
    counts = [_cut(*part, settings, start, end) for part in parts]
    frames = min(counts)
    for part, count in zip(parts, counts, strict=True):
        if count > frames:
            _cut(*part, settings, start, start + frames / rate)
    length = round(frames * settings.sample_rate / rate)
    samples = np.pad(samples, (0, max(0, length - len(samples))))[:length]
    write_wav(folder / f"{clip.clip}.wav", samples, settings.sample_rate)
    return CutClip(clip.clip, "ok", "; ".join(filter(None, (remark, shot))), frames)


def _cut_talking_head(
    clip: Clip, root: Path, landmarker: Landmarker, settings: ClipSettings, folder: Path
) -> CutClip:
    """Cut the only video of a clip, of whose sound nothing is needed."""
    video = inside(root, clip.speaker_video)
    seconds = probe(video).require_video().duration
    if seconds < SHORTEST:
        raise MediaError(f"{video} lasts {seconds:.2f} s; {SHORTEST:g} s are needed")
    announced = seconds if clip.end is None else min(seconds, clip.end)
    start, end, shot = _shot(clip, [video], announced, settings)
    if (region := clip.regions[0]) is None:
        rate, margin = float(settings.fps), settings.margin
        square = find_square(video, landmarker, fps=rate, margin=margin, start=start, end=end)
    else:
        square = square_of(region)
    target = folder / f"{clip.clip}.speaker.mp4"
    return CutClip(clip.clip, "ok", shot, _cut(video, target, square, settings, start, end))


def _shot(
    clip: Clip, videos: list[Path], end: float, settings: ClipSettings
) -> tuple[float, float, str]:
    """Start and end of the longest part in which no video has a cut, and a remark if it has."""
    rate = float(settings.fps)
    cuts = [
        cut
        for video, region in zip(videos, clip.regions, strict=False)
        for cut in find_cuts(
            video,
            fps=rate,
            start=clip.start,
            end=end,
            score=settings.cut_score,
            region=region,
        )
    ]
    if not cuts:
        return clip.start, end, ""
    first, last = (clip.start + time for time in longest_shot(cuts, end - clip.start))
    times = ", ".join(f"{clip.start + cut:.2f}" for cut in sorted(set(cuts)))
    remark = f"cuts at {times} s; the longest shot is {first:.2f} to {last:.2f} s"
    if last - first < SHORTEST:
        raise MediaError(
            f"{' and '.join(map(str, videos))}: {remark}, and {SHORTEST:g} s are needed; choose "
            "seconds without cuts, or raise `clips.cut_score` if these are none"
        )
    return first, last, remark


def _common_length(clip: Clip, videos: list[Path], heard: float) -> tuple[float, str]:
    """Seconds that the videos and the sound have in common, and a remark if one loses much."""
    lengths = [probe(video).require_video().duration - clip.start for video in videos]
    wanted = inf if clip.end is None else clip.end - clip.start
    common = min(*lengths, wanted)
    if heard + SLACK < common:
        common = heard
    longest = max(*lengths, heard) if clip.end is None else wanted
    listing = f"speaker {lengths[0]:.2f} s, listener {lengths[1]:.2f} s, sound {heard:.2f} s"
    if common < max(COMMON * longest, SHORTEST):
        raise MediaError(
            f"clip {clip.clip}: only {common:.2f} of {longest:.2f} s are in all parts ({listing}); "
            f"half of them and {SHORTEST:g} s are needed: give files of one conversation, or "
            "correct `start` and `end` in the clip sheet"
        )
    return common, f"cut to {common:.2f} s ({listing})" if common < longest - SLACK else ""


def _cut(
    video: Path,
    target: Path,
    square: Square,
    settings: ClipSettings,
    start: float,
    end: float | None,
) -> int:
    cut_video(
        video,
        target,
        fps=float(settings.fps),
        start=start,
        end=end,
        crop=square,
        size=settings.size,
        crf=settings.crf,
    )
    return count_frames(target)
