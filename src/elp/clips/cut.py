"""Clips: both people of a conversation, cropped to the face at a constant rate, and the sound.

A clip that cannot be cut is excluded with its reason, and the others go on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np

from elp.clips.folder import CutClip, cut_each
from elp.clips.shots import find_cuts, longest_shot
from elp.coefficients import ROLES
from elp.config.tracking import ClipSettings
from elp.datasets.clip import COMMON, SHORTEST, SLACK, Clip
from elp.errors import MediaError
from elp.faces.crop import FACES, find_square, square_of
from elp.faces.landmarker import Landmarker
from elp.io.files import inside
from elp.media.audio import write_wav
from elp.media.video import Square, count_frames, cut_video, probe, read_sound


def cut_clips(
    clips: Iterable[Clip],
    root: Path,
    model: Path,
    settings: ClipSettings,
    folder: Path,
    fps: float,
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
        Size, margin, quality.
    folder : Path
        Gets `{clip}.speaker.mp4`, `{clip}.listener.mp4`, `{clip}.wav` and clips.csv.
    fps : float
        Frames per second that all videos are brought to.
    """
    with Landmarker(model, FACES) as landmarker:
        return cut_each(
            clips,
            folder,
            Cutter(root, landmarker, settings, fps).cut,
            "after mending their videos, run again with --forcerun clips",
        )


@dataclass(frozen=True)
class Cutter:
    """Cuts the clips of a data set, one by one; the attributes are as in `cut_clips`."""

    root: Path
    landmarker: Landmarker
    settings: ClipSettings
    fps: float

    def cut(self, clip: Clip, folder: Path) -> CutClip:
        """Cut one clip, as long as the shortest of its videos and its sound.

        Sound that ends up to `SLACK` earlier than the pictures is filled up with silence instead.

        Raises
        ------
        MediaError
            If a file is missing, lies outside of the root, cannot be read or breaks off; if a video
            does not show one face; if there is no sound; if the parts differ too much in length.
        """
        if not clip.listener_id:
            return self._cut_talking_head(clip, folder)
        videos = [inside(self.root, clip.speaker_video), inside(self.root, clip.listener_video)]
        targets = [folder / f"{clip.name}.{role}.mp4" for role in ROLES]
        sound, rate = inside(self.root, clip.audio or clip.speaker_video), self.settings.sample_rate
        samples = read_sound(sound, rate=rate, start=clip.start, end=clip.end)
        if not samples.any():
            raise MediaError(f"{sound} is silent in this clip; give the speaker's sound")
        seconds, remark = _common_length(clip, videos, len(samples) / rate)
        start, end, shot = self._shot(clip, videos, clip.start + seconds)
        samples = samples[round((start - clip.start) * rate) :]
        squares = [
            find_square(
                video,
                self.landmarker,
                fps=self.fps,
                margin=self.settings.margin,
                start=start,
                end=end,
                region=region,
            )
            for video, region in zip(videos, clip.regions, strict=True)
        ]
        parts = list(zip(videos, targets, squares, strict=True))
        counts = [self._write(*part, start, end) for part in parts]
        frames = min(counts)
        for part, count in zip(parts, counts, strict=True):
            if count > frames:
                self._write(*part, start, start + frames / self.fps)
        length = round(frames * rate / self.fps)
        samples = np.pad(samples, (0, max(0, length - len(samples))))[:length]
        write_wav(folder / f"{clip.name}.wav", samples, rate)
        return CutClip(clip.name, "ok", "; ".join(filter(None, (remark, shot))), frames)

    def _cut_talking_head(self, clip: Clip, folder: Path) -> CutClip:
        """Cut the only video of a clip, of whose sound nothing is needed."""
        video = inside(self.root, clip.speaker_video)
        seconds = probe(video).require_video().duration
        if seconds < SHORTEST:
            raise MediaError(f"{video} lasts {seconds:.2f} s; {SHORTEST:g} s are needed")
        announced = seconds if clip.end is None else min(seconds, clip.end)
        start, end, shot = self._shot(clip, [video], announced)
        if (region := clip.regions[0]) is None:
            margin = self.settings.margin
            square = find_square(
                video, self.landmarker, fps=self.fps, margin=margin, start=start, end=end
            )
        else:
            square = square_of(region)
        target = folder / f"{clip.name}.speaker.mp4"
        return CutClip(clip.name, "ok", shot, self._write(video, target, square, start, end))

    def _shot(self, clip: Clip, videos: list[Path], end: float) -> tuple[float, float, str]:
        """Start and end of the longest part in which no video has a cut, a remark if it has."""
        cuts = [
            cut
            for video, region in zip(videos, clip.regions, strict=False)
            for cut in find_cuts(
                video,
                fps=self.fps,
                start=clip.start,
                end=end,
                score=self.settings.cut_score,
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
                f"{' and '.join(map(str, videos))}: {remark}, and {SHORTEST:g} s are needed; "
                "choose seconds without cuts, or raise `clips.cut_score` if these are none"
            )
        return first, last, remark

    def _write(self, video: Path, target: Path, square: Square, start: float, end: float) -> int:
        """Write the square, and count its frames."""
        cut_video(
            video,
            target,
            fps=self.fps,
            start=start,
            end=end,
            crop=square,
            size=self.settings.size,
            crf=self.settings.crf,
        )
        return count_frames(target)


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
            f"clip {clip.name}: only {common:.2f} of {longest:.2f} s are in all parts ({listing}); "
            f"half of them and {SHORTEST:g} s are needed: give files of one conversation, or "
            "correct `start` and `end` in the clip sheet"
        )
    return common, f"cut to {common:.2f} s ({listing})" if common < longest - SLACK else ""
