"""A speaker's video as the input features of a trained listener.

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
from elp.generation.people import coefficients_of, require_face, tracker_of
from elp.media.audio import RATE, frames_of, mfcc
from elp.media.probe import MediaInfo, probe
from elp.media.region import Square
from elp.media.video import cut_video, read_frames, read_sound
from elp.tracking.landmarks import observe

NAME = "speaker"


@dataclass(frozen=True)
class Speaker:
    """A tracked speaker, as long as both picture and sound last.

    Attributes
    ----------
    video : MediaInfo
        The file.
    square : Square
        The part of the picture that holds the face.
    motion : Coefficients
        T frames, at the listener's frame rate.
    sound : array, shape (N,)
        At 16 kHz.
    """

    video: MediaInfo
    square: Square
    motion: Coefficients
    sound: Float32[np.ndarray, " N"]

    def __len__(self) -> int:
        """T."""
        return len(self.motion)


def read_speaker(path: Path, bundle: Bundle) -> Speaker:
    """Track the face in a video and read its sound.

    Raises
    ------
    MediaError
        If the file is not a video, has no sound track, or does not show exactly one face.
    DataError
        If it is silent or too short, or the face is lost too often.
    """
    video = probe(path)
    clips, fps = bundle.about.clips, bundle.about.fps
    sound = read_sound(path, rate=RATE, info=video)
    if not sound.any():
        raise DataError(f"{path} is silent; give a video in which the speaker is heard")
    if video.has_video and video.duration * fps < SHORTEST:
        raise DataError(f"{path}: {video.duration:.2f} s are too short; give {SHORTEST / fps:g} s")
    with Landmarker(bundle.landmarker, FACES) as landmarker:
        square = find_square(path, landmarker, fps=fps, margin=clips.margin, info=video)
    with TemporaryDirectory() as folder, Landmarker(bundle.landmarker) as landmarker:
        cut = Path(folder) / "speaker.mp4"
        cut_video(
            path,
            cut,
            fps=fps,
            start=0.0,
            end=None,
            crop=square,
            size=clips.size,
            crf=clips.crf,
            info=video,
        )
        observations = observe(read_frames(cut), landmarker, NAME, NAME)
    require_face(observations, bundle.about.tracking, str(path))
    motion = coefficients_of(tracker_of(bundle, observations), observations)
    frames = min(len(motion), frames_of(len(sound), fps))
    if frames < SHORTEST:
        raise DataError(f"{path}: {frames} frames with sound; at least {SHORTEST} are needed")
    return Speaker(video, square, motion.first(frames), sound[: round(frames * RATE / fps)])


def features_of(speaker: Speaker, listener: Coefficients, bundle: Bundle) -> FeatureSet:
    """Features of a speaker as one clip, in which only the listener's first frame is known."""
    settings, frames = bundle.about.features, len(speaker)
    still = Coefficients(
        np.repeat(listener.expression[:1], frames, axis=0),
        np.repeat(listener.pose[:1], frames, axis=0),
        np.zeros(frames, bool),
    )
    speech = mfcc(speaker.sound, frames, settings.mfcc_layout, fps=bundle.about.fps)
    arrays = frame_features(speech, speaker.motion, still, settings)
    clip = FeatureClip(
        name=NAME,
        start=0,
        frames=frames,
        emotion=bundle.about.emotions[0],  # a placeholder, read only with `emotion: given`
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
