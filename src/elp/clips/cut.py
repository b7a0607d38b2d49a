"""Clips: both people of a conversation, cropped to the face at a constant rate, and the speech.

A clip is cut in one direction: its files are probed, once each; the speech is read; the seconds
that all files cover are determined, in them the longest shot, in it the square around each face;
then the videos and the speech are written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path

from elp.clips.folder import CutClip, cut_each
from elp.clips.shots import Shot, find_shot
from elp.clips.speech import read_speech, write_speech
from elp.coefficients import ROLES
from elp.config.tracking import ClipSettings
from elp.datasets.clip import COMMON, SHORTEST, SLACK, Clip
from elp.errors import MediaError
from elp.faces.crop import FACES, find_square, square_of
from elp.faces.landmarker import Landmarker
from elp.io.files import inside
from elp.media.probe import MediaInfo, probe
from elp.media.region import Region, Square
from elp.media.video import cut_video


def cut_clips(
    clips: Iterable[Clip],
    root: Path,
    model: Path,
    settings: ClipSettings,
    folder: Path,
    fps: float,
) -> list[CutClip]:
    """Cut clips into a folder.

    Parameters
    ----------
    clips : iterable of Clip
        The clips of one shard.
    root : Path
        Folder that the clips' paths start from.
    model : Path
        MediaPipe's face landmark model.
    settings : ClipSettings
        Size, margin, quality.
    folder : Path
        Where `{clip}.speaker.mp4`, `{clip}.listener.mp4`, `{clip}.wav` and clips.csv are written.
    fps : float
        Frames per second of the clips.

    Returns
    -------
    list of CutClip
        The rows of clips.csv.
    """
    with Landmarker(model, FACES) as landmarker:
        return cut_each(
            clips,
            folder,
            Cutter(root, landmarker, settings, fps).cut,
            "after correcting their videos, run again with --forcerun clips",
        )


@dataclass(frozen=True)
class Cutter:
    """Cuts the clips of a data set, one by one; the attributes are as in `cut_clips`."""

    root: Path
    landmarker: Landmarker
    settings: ClipSettings
    fps: float

    def cut(self, clip: Clip, folder: Path) -> CutClip:
        """Cut one clip to the shortest of its videos and its sound.

        Sound that ends up to `SLACK` seconds before the pictures is padded with silence instead.

        Raises
        ------
        MediaError
            If a file is missing, lies outside the root, cannot be read or ends early; if a video
            does not show exactly one face; if there is no sound; if the files differ too much in
            length.
        """
        if not clip.listener_id:
            return self._cut_talking_head(clip, folder)
        names = (clip.speaker_video, clip.listener_video, clip.audio or clip.speaker_video)
        paths = [inside(self.root, name) for name in names]
        probed = {path: probe(path) for path in dict.fromkeys(paths)}
        *videos, sound = (probed[path] for path in paths)
        rate = self.settings.sample_rate
        samples = read_speech(clip, sound, rate)
        seconds, remark = _common_length(clip, videos, len(samples) / rate)
        shot = self._shot(clip, videos, clip.start + seconds)
        squares = [
            self._square(video, shot, region)
            for video, region in zip(videos, clip.regions, strict=True)
        ]
        frames = self._write_videos(clip, videos, squares, shot, folder)
        write_speech(
            folder / f"{clip.name}.wav",
            samples[round((shot.start - clip.start) * rate) :],
            rate,
            frames=frames,
            fps=self.fps,
        )
        return CutClip(clip.name, "ok", "; ".join(filter(None, (remark, shot.remark))), frames)

    def _cut_talking_head(self, clip: Clip, folder: Path) -> CutClip:
        """Cut the only video of a clip, without sound; a given region is not searched for faces."""
        video = probe(inside(self.root, clip.speaker_video)).require_video()
        if video.duration < SHORTEST:
            raise MediaError(
                f"{video.path} lasts {video.duration:.2f} s, and at least {SHORTEST:g} s are "
                "needed; give a longer video"
            )
        end = video.duration if clip.end is None else min(video.duration, clip.end)
        shot = self._shot(clip, [video], end)
        region, _ = clip.regions
        square = self._square(video, shot, None) if region is None else square_of(region)
        frames = self._write_videos(clip, [video], [square], shot, folder)
        return CutClip(clip.name, "ok", shot.remark, frames)

    def _shot(self, clip: Clip, videos: list[MediaInfo], end: float) -> Shot:
        parts = list(zip(videos, clip.regions, strict=False))
        score = self.settings.cut_score
        shot = find_shot(parts, fps=self.fps, start=clip.start, end=end, score=score)
        if shot.remark and shot.end - shot.start < SHORTEST:
            raise MediaError(
                f"{' and '.join(str(video.path) for video in videos)}: {shot.remark}, and "
                f"{SHORTEST:g} s are needed; choose seconds without cuts, or raise "
                "`clips.cut_score` if these are not cuts"
            )
        return shot

    def _square(self, video: MediaInfo, shot: Shot, region: Region | None) -> Square:
        return find_square(
            video.path,
            self.landmarker,
            fps=self.fps,
            margin=self.settings.margin,
            start=shot.start,
            end=shot.end,
            region=region,
            info=video,
        )

    def _write_videos(
        self,
        clip: Clip,
        videos: list[MediaInfo],
        squares: list[Square],
        shot: Shot,
        folder: Path,
    ) -> int:
        """Write the squares of the videos with the same number of frames, and return it."""
        targets = [folder / f"{clip.name}.{role}.mp4" for role in ROLES]
        parts = list(zip(videos, targets, squares, strict=False))
        counts = [self._write(*part, shot.start, shot.end) for part in parts]
        frames = min(counts)
        for part, count in zip(parts, counts, strict=True):
            if count > frames:
                self._write(*part, shot.start, shot.start + frames / self.fps)
        return frames

    def _write(
        self, video: MediaInfo, target: Path, square: Square, start: float, end: float
    ) -> int:
        return cut_video(
            video.path,
            target,
            fps=self.fps,
            start=start,
            end=end,
            crop=square,
            size=self.settings.size,
            crf=self.settings.crf,
            info=video,
        )


def _common_length(clip: Clip, videos: list[MediaInfo], heard: float) -> tuple[float, str]:
    """Seconds that all files cover, and a remark if one of them loses much."""
    lengths = [video.require_video().duration - clip.start for video in videos]
    requested = inf if clip.end is None else clip.end - clip.start
    common = min(*lengths, requested)
    if heard + SLACK < common:
        common = heard
    longest = max(*lengths, heard) if clip.end is None else requested
    listing = f"speaker {lengths[0]:.2f} s, listener {lengths[1]:.2f} s, sound {heard:.2f} s"
    if common < max(COMMON * longest, SHORTEST):
        raise MediaError(
            f"clip {clip.name}: only {common:.2f} of {longest:.2f} s are in all files ({listing}); "
            f"half of them and {SHORTEST:g} s are needed: give files of one conversation, or "
            "correct `start` and `end` in the clip sheet"
        )
    return common, f"cut to {common:.2f} s ({listing})" if common < longest - SLACK else ""
