"""Scores of generated pictures of a person beside the real frames.

Letters: T frames, S pixels a side.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, UInt8
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import Tensor
from torch.nn import functional as F

from elp.config.tracking import TrackingSettings
from elp.faces.crop import square_around
from elp.faces.landmarker import Landmarker
from elp.renderer.pictures import as_tensor
from elp.renderer.trunks import Trunk
from elp.tracking.blinks import mark_blinks, open_level
from elp.tracking.landmarks import observe
from elp.tracking.observations import Observations

EVERY = 5  # frames between those whose pixels are compared
BATCH = 8
MESH = 468  # landmarks that are compared; no renderer drives the irises

Pictures = UInt8[np.ndarray, "T S S 3"]


@dataclass(frozen=True)
class PictureComparison:
    """Compares generated pictures with real ones.

    Attributes
    ----------
    trunk : Trunk
        Network for the distance of features and the likeness of faces.
    landmarker : Landmarker
        Finds keypoints and blinks.
    tracking : TrackingSettings
        The blink rule.
    fps : float
        Frames per second.
    """

    trunk: Trunk
    landmarker: Landmarker
    tracking: TrackingSettings
    fps: float

    def compare(
        self, generated: Pictures, real: Pictures, observed: Observations
    ) -> dict[str, float]:
        """Scores of one clip without the first frame, which is given.

        Parameters
        ----------
        generated, real : array, shape (T, S, S, 3)
        observed : Observations
            Landmarks of the real frames.

        Returns
        -------
        dict
            l1 : mean absolute difference, 0 to 255. psnr : dB. ssim. lpips : distance of the
            trunk's unit features, unweighted. keypoints : mean distance of MediaPipe's landmarks
            in pixels. identity : cosine of the trunk's deepest features of the face, from −1 to 1.
            blinks : F1 of the frames within a blink; NaN if neither has one.
        """
        pictures, frames, known = generated[1:], real[1:], observed[1:]
        landmarks = observe(pictures, self.landmarker, "clip", "listener")
        scores = _pixel_scores(pictures[::EVERY], frames[::EVERY])
        scores |= self._feature_scores(pictures[::EVERY], frames[::EVERY], known)
        scores["keypoints"] = keypoint_distance(landmarks, known, size=real.shape[1])
        scores["blinks"] = blink_agreement(landmarks, known, self.tracking, self.fps)
        return scores

    @torch.inference_mode()
    def _feature_scores(
        self, generated: Pictures, real: Pictures, observed: Observations
    ) -> dict[str, float]:
        device = self.trunk.mean.device
        distances, likeness = [], []
        square = _face_square(observed, real.shape[1])
        for start in range(0, len(generated), BATCH):
            rows = slice(start, start + BATCH)
            pair = [as_tensor(pictures[rows]).to(device) for pictures in (generated, real)]
            distances.append(feature_distance(self.trunk, pair[0], pair[1]))
            if square is not None:
                top, left, side = square
                faces = [batch[..., top : top + side, left : left + side] for batch in pair]
                likeness.append(_likeness(self.trunk, faces[0], faces[1]))
        return {
            "lpips": float(torch.cat(distances).mean()),
            "identity": float(torch.cat(likeness).mean()) if likeness else np.nan,
        }


def feature_distance(
    trunk: Trunk, first: Float[Tensor, "B 3 S S"], second: Float[Tensor, "B 3 S S"]
) -> Float[Tensor, "B"]:
    """Squared distance of unit features, mean over the picture, summed over the layers.

    References
    ----------
    Zhang et al., "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", CVPR
    2018, Eq. 1 with all weights 1.
    """
    total = first.new_zeros(len(first))
    for layer, other in zip(trunk(first), trunk(second), strict=True):
        difference = F.normalize(layer, dim=1) - F.normalize(other, dim=1)
        total = total + difference.square().sum(dim=1).mean(dim=(1, 2))
    return total


def keypoint_distance(generated: Observations, real: Observations, *, size: int) -> float:
    """Mean distance in pixels of the landmarks, over the frames in which both show a face."""
    both = generated.found & real.found
    if not both.any():
        return np.nan
    points = [frames.landmarks[both][:, :MESH, :2] * size for frames in (generated, real)]
    return float(np.linalg.norm(points[0] - points[1], axis=2).mean())


def blink_agreement(
    generated: Observations, real: Observations, settings: TrackingSettings, fps: float
) -> float:
    """F1 of the frames within a blink, each relative to its own open eyes; NaN without a blink."""
    both = generated.found & real.found
    if not both.any():
        return np.nan
    first, second = (
        mark_blinks(frames.ratio[both], open_level(frames.ratio[both]), settings, fps).blink
        for frames in (generated, real)
    )
    marked = int(first.sum() + second.sum())
    return 2 * int((first & second).sum()) / marked if marked else np.nan


def _pixel_scores(generated: Pictures, real: Pictures) -> dict[str, float]:
    ratio: Callable[..., float] = peak_signal_noise_ratio
    likeness: Callable[..., float] = structural_similarity
    pairs = list(zip(real, generated, strict=True))
    equal = [np.array_equal(*pair) for pair in pairs]
    return {
        "l1": float(np.abs(generated.astype(np.int16) - real).mean()),
        "psnr": _mean([ratio(*p) for p, same in zip(pairs, equal, strict=True) if not same]),
        "ssim": _mean([likeness(*pair, channel_axis=2) for pair in pairs]),
    }


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else np.nan


def _face_square(observed: Observations, size: int) -> tuple[int, int, int] | None:
    """Top, left and side of a square that holds the real face in every frame."""
    if not observed.found.any():
        return None
    corners = observed.landmarks[observed.found][..., :2] * size
    boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1).astype(np.float32)
    square = square_around(boxes, size, size, 0.0)
    return max(0, square.top), max(0, square.left), square.side


def _likeness(
    trunk: Trunk, first: Float[Tensor, "B 3 s s"], second: Float[Tensor, "B 3 s s"]
) -> Float[Tensor, "B"]:
    deepest = [trunk(faces)[-1].mean(dim=(2, 3)) for faces in (first, second)]
    return F.cosine_similarity(deepest[0], deepest[1])
