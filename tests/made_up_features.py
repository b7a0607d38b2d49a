"""A feature set of random numbers, for tests that only need its shape."""

import numpy as np

from elp.features.store import FeatureClip, FeatureSet

EMOTIONS = ("positive", "neutral", "negative")


def make_features(
    lengths: tuple[int, ...] = (40, 30, 35), expression: int = 5, pose: int = 2
) -> FeatureSet:
    """One clip per length; the emotions alternate."""
    generator = np.random.default_rng(0)
    frames = sum(lengths)
    starts = np.cumsum([0, *lengths[:-1]])

    def normal(width: int) -> np.ndarray:
        return generator.normal(size=(frames, width)).astype(np.float32)

    clips = tuple(
        FeatureClip(
            name=f"clip{number}",
            start=int(start),
            frames=length,
            emotion=EMOTIONS[number % 3],
            speaker_id="s",
            listener_id="l",
        )
        for number, (start, length) in enumerate(zip(starts, lengths, strict=True))
    )
    return FeatureSet(
        clips=clips,
        emotions=EMOTIONS,
        fps=25.0,
        mfcc=normal(29),
        style=normal(2 * expression + pose),
        speaker_expression=normal(expression),
        speaker_pose=normal(pose),
        speaker_blink=generator.random(frames) < 0.1,
        listener_expression=normal(expression),
        listener_pose=normal(pose),
        listener_blink=np.arange(frames) % 13 < 3,
    )
