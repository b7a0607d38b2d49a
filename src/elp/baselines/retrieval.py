"""NN-motion and NN-audio: the training listener whose speaker is most similar to this one.

U units of T frames, W windows in the bank, E frames of an extended unit, K numbers in a key.
"""

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from elp.baselines.inputs import Answer, Inputs
from elp.baselines.units import Bank, Units
from elp.features.store import FeatureClip, FeatureSet
from elp.models.ase.sampling import join_decoded
from elp.models.inputs import portrait_of, read_rows
from elp.samples.listener_motion import ListenerMotion

CHUNK = 512  # windows of the bank whose keys are in memory at once

Keys = Callable[[FeatureSet, np.ndarray], np.ndarray]


def nn_motion(inputs: Inputs) -> Answer:
    """Listeners retrieved by the speaker's expression and pose.

    Key `flat`: the z-scored window, flattened, with Euclidean distance; `pool`: its mean over time,
    with cosine distance.

    References
    ----------
    Sec. 4.1, after Ng et al., "Learning to Listen", CVPR 2022, Sec. 5.
    """
    pool = inputs.settings.readings.key == "pool"

    def keys(features: FeatureSet, rows: np.ndarray) -> np.ndarray:
        motion = np.concatenate(
            [features.speaker_expression[rows], features.speaker_pose[rows]], axis=2
        )
        return _unit_length(motion.mean(axis=1)) if pool else motion.reshape(len(motion), -1)

    return _retrieve(inputs, keys)


def nn_audio(inputs: Inputs) -> Answer:
    """Listeners retrieved by the speaker's speech.

    Key `flat`: the z-scored MFCC of the window, flattened, with Euclidean distance; `pool`: their
    maximum over time, with cosine distance.

    References
    ----------
    Sec. 4.1, after Ng et al., "Learning to Listen", CVPR 2022, Sec. 5.
    """
    pool = inputs.settings.readings.key == "pool"

    def keys(features: FeatureSet, rows: np.ndarray) -> np.ndarray:
        speech = features.mfcc[rows]
        return _unit_length(speech.max(axis=1)) if pool else speech.reshape(len(speech), -1)

    return _retrieve(inputs, keys)


def nearest(
    queries: Float[np.ndarray, "U K"],
    keys_of: Callable[[Int[np.ndarray, "_"]], Float[np.ndarray, "_ K"]],
    size: int,
) -> Int[np.ndarray, "U"]:
    """The window at the smallest Euclidean distance from each query; of equals, the first.

    Parameters
    ----------
    queries : array, shape (U, K)
        Keys of the units.
    keys_of : callable
        Maps numbers of windows to their keys, so that a large bank is never in memory as a whole.
    size : int
        W, the number of windows.
    """
    best = np.full(len(queries), np.inf)
    windows = np.zeros(len(queries), dtype=np.int64)
    for start in range(0, size, CHUNK):
        keys = keys_of(np.arange(start, min(start + CHUNK, size))).astype(np.float64)
        # ‖q − k‖² without ‖q‖², which is the same for all windows
        distance = (keys**2).sum(axis=1) - 2 * queries.astype(np.float64) @ keys.T
        closest = distance.argmin(axis=1)
        smallest = distance[np.arange(len(queries)), closest]
        windows = np.where(smallest < best, start + closest, windows)
        best = np.minimum(smallest, best)
    return windows


def _retrieve(inputs: Inputs, keys: Keys) -> Answer:
    speakers, readings = inputs.speakers, inputs.settings.readings
    bank = Bank(inputs.train, inputs.window, readings.stride)
    units = [Units(clip.frames, inputs.window, inputs.overlap) for clip in speakers.clips]
    rows = [clip.start + unit.rows() for clip, unit in zip(speakers.clips, units, strict=True)]
    # All clips at once, so that the keys of the bank are computed only once.
    windows = nearest(
        keys(speakers, np.concatenate(rows)),
        lambda numbers: keys(inputs.train, bank.rows(numbers)),
        len(bank),
    )
    parts = np.split(windows, np.cumsum([len(unit) for unit in units])[:-1])
    windows_of = {clip.name: part for clip, part in zip(speakers.clips, parts, strict=True)}

    def answer(clip: FeatureClip, generator: np.random.Generator) -> ListenerMotion:
        units = Units(clip.frames, inputs.window, inputs.overlap)
        if readings.output == "raw":
            return _unchanged(inputs, units, bank, windows_of[clip.name])
        first = portrait_of(speakers, clip)
        return _through_the_latent_space(
            inputs, units, bank, windows_of[clip.name], first, generator
        )

    return answer


def _unchanged(
    inputs: Inputs, units: Units, bank: Bank, windows: Int[np.ndarray, "U"]
) -> ListenerMotion:
    train, rows = inputs.train, units.extended(bank, windows)
    blink = train.listener_blink[rows].astype(np.float32)
    return ListenerMotion(
        units.cut(units.joints.join(train.listener_expression[rows])),
        units.cut(units.joints.join(train.listener_pose[rows])),
        units.cut(units.joints.join(blink[..., None]))[:, 0],
    )


@torch.inference_mode()
def _through_the_latent_space(
    inputs: Inputs,
    units: Units,
    bank: Bank,
    windows: Int[np.ndarray, "U"],
    first: Tensor,
    generator: np.random.Generator,
) -> ListenerMotion:
    """Decode the codewords of the retrieved windows: likeliest codes, under their true emotion.

    A model with a portrait gets that of the listener to generate.
    """
    model, train = inputs.trained(), inputs.train
    device = next(model.parameters()).device
    rows = units.extended(bank, windows)
    emotions = [train.emotion_index(train.clips[number]) for number in bank.clips[windows]]
    logits, _ = model.encode_logits(*read_rows(train, rows, device))
    codes = model.quantise(logits, torch.tensor(emotions, device=device), sample=False).codes
    decoded = model.decode(codes, first.to(device).expand(len(codes), -1))
    whole = join_decoded(decoded, units.joints, generator)
    return ListenerMotion(
        units.cut(whole.expression), units.cut(whole.pose), units.cut(whole.blink_probability)
    )


def _unit_length(vectors: Float[np.ndarray, "U K"]) -> Float[np.ndarray, "U K"]:
    """Vectors of length 1, for which Euclidean distance ranks as cosine distance does."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: np.ndarray = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0)
    return unit
