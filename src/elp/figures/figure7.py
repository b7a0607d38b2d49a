"""Figure 7: features decoded from ∇ and 𝕌, in the plane by t-SNE, and how they separate emotions.

Letters: W windows of T frames, C coefficients, K = T·C features or principal components.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int

from elp.features.store import FeatureSet
from elp.models.ase.model import Ase
from elp.models.inputs import portrait_of, read_rows

NEIGHBOURS = 5
COMPONENTS = 50  # principal components that t-SNE and the scores read


@dataclass(frozen=True)
class DecodedWindows:
    """Decoded features of windows without overlap, 2 s long by default.

    Parameters
    ----------
    features : array, shape (W, T·C)
        Output of D1 for the likeliest codes, z-scored.
    emotion : array, shape (W,)
        Index of the clip's label.
    clip : array, shape (W,)
        Number of the clip.
    test : array, shape (W,)
        Whether the clip belongs to a held-out split.
    """

    features: Float[np.ndarray, "W K"]
    emotion: Int[np.ndarray, "W"]
    clip: Int[np.ndarray, "W"]
    test: np.ndarray


@dataclass(frozen=True)
class Separation:
    """How well emotions separate; `right` is the fraction of a clip's windows named correctly."""

    silhouette: float
    silhouette_plane: float
    right: Mapping[int, float]
    chance: float


@torch.inference_mode()
def decode_windows(
    model: Ase, splits: Mapping[str, FeatureSet], *, emotion_given: bool
) -> DecodedWindows:
    """Decode each window of each clip under the clip's label, or under the predicted emotion."""
    features, emotions, clips, test = [], [], [], []
    number = 0
    for split, data in splits.items():
        for clip in data.clips:
            starts = np.arange(0, clip.frames - model.settings.window + 1, model.settings.window)
            number += 1
            if not len(starts):
                continue
            rows = clip.start + starts[:, None] + np.arange(model.settings.window)
            label = data.emotion_index(clip)
            logits, predicted = model.encode_logits(*read_rows(data, rows, torch.device("cpu")))
            emotion = torch.full((len(starts),), label) if emotion_given else predicted.argmax(1)
            quantised = model.quantise(logits, emotion, sample=False)
            first = portrait_of(data, clip).expand(len(starts), -1)
            decoded = model.decode_quantised(quantised, first)
            motion = torch.cat([decoded.expression, decoded.pose], dim=-1)
            features.append(motion.flatten(1).numpy())
            emotions += [label] * len(starts)
            clips += [number] * len(starts)
            test += [split != "train"] * len(starts)
    return DecodedWindows(
        np.concatenate(features), np.array(emotions), np.array(clips), np.array(test, dtype=bool)
    )


def principal(windows: DecodedWindows) -> Float[np.ndarray, "W K"]:
    """The windows' first principal components."""
    from sklearn.decomposition import PCA

    count = min(COMPONENTS, *windows.features.shape)
    reduced: np.ndarray = PCA(count, random_state=0).fit_transform(windows.features)
    return reduced


def plane(reduced: Float[np.ndarray, "W K"], seed: int = 0) -> Float[np.ndarray, "W 2"]:
    """The windows in two dimensions by t-SNE (van der Maaten and Hinton 2008)."""
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(reduced) - 1) / 3)
    embedding = TSNE(2, perplexity=perplexity, init="pca", random_state=seed)
    points: np.ndarray = embedding.fit_transform(reduced)
    return points


def separation(
    reduced: Float[np.ndarray, "W K"], embedded: Float[np.ndarray, "W 2"], windows: DecodedWindows
) -> Separation:
    """Silhouette of all windows by emotion, and nearest-neighbour accuracy of held-out windows.

    Neighbours come from other clips only: windows of the same clip repeat its motion.
    """
    return Separation(
        _silhouette(reduced, windows.emotion),
        _silhouette(embedded, windows.emotion),
        _right(reduced, windows),
        1 / len(set(windows.emotion.tolist())),
    )


def _silhouette(points: Float[np.ndarray, "W K"], emotion: Int[np.ndarray, "W"]) -> float:
    from sklearn.metrics import silhouette_score

    if len(set(emotion.tolist())) < 2:
        return float("nan")
    return float(silhouette_score(points, emotion))


def _right(points: Float[np.ndarray, "W K"], windows: DecodedWindows) -> dict[int, float]:
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    distances[windows.clip[:, None] == windows.clip[None]] = np.inf
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :NEIGHBOURS]
    count = int(windows.emotion.max()) + 1
    # votes are weighted as if all emotions were equally frequent
    weight = 1 / np.maximum(np.bincount(windows.emotion, minlength=count), 1)
    votes = np.zeros((len(points), count))
    for emotion in range(count):
        votes[:, emotion] = (windows.emotion[nearest] == emotion).sum(axis=1) * weight[emotion]
    right = votes.argmax(axis=1) == windows.emotion
    held_out: Sequence[int] = sorted(set(windows.clip[windows.test].tolist()))
    return {clip: float(right[windows.clip == clip].mean()) for clip in held_out}
