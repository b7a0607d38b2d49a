"""A speaker's video as the features that a trained listener hears and sees.

Letters: T frames, N samples of sound.
"""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from jaxtyping import Float32

from elp.coefficients import Coefficients
from elp.errors import DataError
from elp.faces.crop import FACES, find_square
from elp.faces.landmarker import Landmarker
from elp.features.clip_features import SCORED, SHORTEST, frame_features
from elp.features.store import FeatureClip, FeatureSet
from elp.generation.bundle import Bundle
from elp.generation.people import check_seen, coefficients_of, tracker_of
from elp.media.audio import RATE, frames_of, mfcc
from elp.media.video import Square, cut_video, read_frames, read_sound
from elp.tracking.landmarks import observe

NAME = "speaker"


@dataclass(frozen=True)
class Speaker:
    """What a video has of its speaker, as long as picture and sound both go.

    Attributes
    ----------
    video : Path
    square : Square
        The part of the picture that holds the face.
    motion : Coefficients
        T frames, as many a second as the listener's.
    sound : array, shape (N,)
        At 16 kHz.
    """

    video: Path
    square: Square
    motion: Coefficients
    sound: Float32[np.ndarray, " N"]

    def __len__(self) -> int:
        """T."""
        return len(self.motion)


def read_speaker(video: Path, bundle: Bundle) -> Speaker:
    """Track the face of a video and read its sound.

    Raises
    ------
    MediaError
        If it is no video, has no sound, or does not show one face.
    DataError
        If it is silent, too short, or the face is lost too often.
    """
    clips, fps = bundle.about.clips, bundle.about.fps
    sound = read_sound(video, rate=RATE)
    if not sound.any():
        raise DataError(f"{video} is silent; give a video in which the speaker is heard")
    with Landmarker(bundle.landmarker, FACES) as landmarker:
        square = find_square(video, landmarker, fps=fps, margin=clips.margin)
    with TemporaryDirectory() as folder, Landmarker(bundle.landmarker) as landmarker:
        cut = Path(folder) / "speaker.mp4"
        cut_video(
            video,
            cut,
            fps=fps,
            start=0.0,
            end=None,
            crop=square,
            size=clips.size,
            crf=clips.crf,
        )
        seen = observe(read_frames(cut), landmarker, NAME, NAME)
    check_seen(seen, bundle.about.tracking, str(video))
    motion = coefficients_of(tracker_of(bundle, seen), seen)
    frames = min(len(motion), frames_of(len(sound), fps))
    if frames < SHORTEST:
        raise DataError(f"{video} has {frames} frames with sound; a listener needs {SHORTEST}")
    return Speaker(video, square, motion.first(frames), sound[: round(frames * RATE / fps)])


def features_of(speaker: Speaker, listener: Coefficients, bundle: Bundle) -> FeatureSet:
    """Features of a speaker as one clip, whose listener is known in the first frame alone."""
    settings, frames = bundle.about.features, len(speaker)
    held = Coefficients(
        np.repeat(listener.expression[:1], frames, axis=0),
        np.repeat(listener.pose[:1], frames, axis=0),
        np.zeros(frames, bool),
    )
    heard = mfcc(speaker.sound, frames, settings.mfcc_layout, fps=bundle.about.fps)
    arrays = frame_features(heard, speaker.motion, held, settings)
    clip = FeatureClip(
        name=NAME,
        start=0,
        frames=frames,
        emotion=bundle.about.emotions[0],  # a placeholder: only `emotion: given` reads it
        speaker_id=NAME,
        listener_id="listener",
    )
    scored = {name: bundle.statistics.normalise(name, arrays[name]) for name in SCORED}
    return FeatureSet(
        clips=(clip,),
        emotions=bundle.about.emotions,
        fps=bundle.about.fps,
        **{**arrays, **scored},
    )
