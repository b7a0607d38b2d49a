"""Features of a split, from coefficients, sound and labels: z-scored by the training split."""

from collections.abc import Mapping, Sequence

import numpy as np

from elp.config.features import FeatureSettings
from elp.errors import DataError
from elp.features.clip_features import SCORED, ClipFeatures, DatasetFiles, read_clip_features
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.tracking.coefficient_table import read_frame_rate


def build_features(
    files: DatasetFiles,
    split: str,
    labels: Mapping[str, str],
    emotions: tuple[str, ...],
    statistics: Statistics,
    settings: FeatureSettings,
) -> FeatureSet:
    """Features of a split, clip after clip in the order of their names.

    Parameters
    ----------
    files : DatasetFiles
        Outputs of earlier steps.
    split : str
        Which clips.
    labels : mapping
        Emotion of each clip by its name.
    emotions : tuple of str
        The data set's N emotions in order.
    statistics : Statistics
        Of the training split.
    settings : FeatureSettings
        Layout of the MFCC, window of the style.

    Raises
    ------
    DataError
        If no clip of the split is left, a sound or a label is missing, or a label is not one of the
        emotions.
    """
    clips = list(read_clip_features(files, split, settings))
    index = _index(clips, labels, emotions)
    joined = {name: np.concatenate([c.arrays[name] for c in clips]) for name in clips[0].arrays}
    scored = {name: statistics.normalise(name, joined[name]) for name in SCORED}
    fps = read_frame_rate(files.coefficients)
    return FeatureSet(clips=index, emotions=emotions, fps=fps, **{**joined, **scored})


def _index(
    clips: Sequence[ClipFeatures], labels: Mapping[str, str], emotions: tuple[str, ...]
) -> tuple[FeatureClip, ...]:
    """Where each clip lies in the joined features, with its emotion."""
    index, start = [], 0
    for features in clips:
        clip = features.clip
        label = labels.get(clip.name)
        if label not in emotions:
            raise DataError(
                f"the label of clip {clip.name} is {label!r}, not one of {list(emotions)}; "
                "delete results/emotion and run the workflow again"
            )
        index.append(
            FeatureClip(
                name=clip.name,
                start=start,
                frames=len(features),
                emotion=label,
                speaker_id=clip.speaker_id,
                listener_id=clip.listener_id,
            )
        )
        start += len(features)
    return tuple(index)
