"""Positions of landmarks in space: a pinhole camera, and rigid alignment with the template face.

The camera's frame: origin at the camera, x to the right of the picture, y up, z to the viewer, so
visible points have a negative z; in cm of the template face. Letters: T frames, L landmarks.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64


@dataclass(frozen=True)
class Similarity:
    """Maps a source point x to scale · rotation · x + translation, in each frame."""

    scale: Float64[np.ndarray, "T"]
    rotation: Float64[np.ndarray, "T 3 3"]
    translation: Float64[np.ndarray, "T 3"]

    def __getitem__(self, frames: slice) -> "Similarity":
        return Similarity(self.scale[frames], self.rotation[frames], self.translation[frames])


@dataclass(frozen=True)
class CameraView:
    """Landmarks in the picture and in space.

    Attributes
    ----------
    screen : array, shape (T, L, 2)
        x right and y up from the picture's centre, in focal lengths: X / distance.
    points : array, shape (T, L, 3)
        In the camera's frame, in cm; distances come from the landmarker's relative depth, scaled to
        give the face the size of the template.
    pose : Similarity
        Of the template in `points`, with scale 1.
    """

    screen: Float64[np.ndarray, "T L 2"]
    points: Float64[np.ndarray, "T L 3"]
    pose: Similarity

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.points)

    def __getitem__(self, frames: slice) -> "CameraView":
        return CameraView(self.screen[frames], self.points[frames], self.pose[frames])

    @property
    def aligned(self) -> Float64[np.ndarray, "T L 3"]:
        """Landmarks in the template's frame, without the head's pose, in cm."""
        centred = self.points - self.pose.translation[:, None]
        return np.asarray(centred @ self.pose.rotation)


def see(
    landmarks: Float[np.ndarray, "T L 3"],
    template: Float64[np.ndarray, "L 3"],
    weights: Float64[np.ndarray, "L"],
    field_of_view: float,
    aspect: float = 1.0,
) -> CameraView:
    """Lift landmarks into the space in front of a pinhole camera.

    Parameters
    ----------
    landmarks : array, shape (T, L, 3)
        From the landmarker: x in picture widths, y downwards in heights, z in widths.
    template : array, shape (L, 3)
        The same landmarks of the template face, in cm.
    weights : array, shape (L,)
        Weight of each landmark in the alignment.
    field_of_view : float
        Vertical, in degrees.
    aspect : float
        The picture's width divided by its height.
    """
    focal = 0.5 / np.tan(np.radians(field_of_view) / 2)  # in picture heights
    x, y, z = np.moveaxis(np.asarray(landmarks, np.float64), -1, 0)
    screen = np.stack([(x - 0.5) * aspect, 0.5 - y], axis=-1) / focal
    flat = np.concatenate([screen, -z[..., None] * aspect / focal], axis=-1)
    # The landmarker's depth is that of a weak perspective: its scale gives the distance.
    scale = procrustes(template, flat, weights).scale[:, None]
    middle = (flat[..., 2] @ weights / weights.sum())[:, None]
    distance = (1 - (flat[..., 2] - middle)) / scale
    points = np.concatenate([screen * distance[..., None], -distance[..., None]], axis=-1)
    rough = procrustes(template, points, weights)
    points = points / rough.scale[:, None, None]
    pose = Similarity(
        np.ones(len(points)), rough.rotation, rough.translation / rough.scale[:, None]
    )
    return CameraView(screen, points, pose)


def procrustes(
    source: Float64[np.ndarray, "L 3"],
    target: Float64[np.ndarray, "T L 3"],
    weights: Float64[np.ndarray, "L"],
) -> Similarity:
    """Similarity that maps the source to each target, by weighted least squares.

    References
    ----------
    Umeyama, "Least-squares estimation of transformation parameters", PAMI 1991, Eq. 40-42.
    """
    fractions = weights / weights.sum()
    source_mean, target_mean = fractions @ source, np.einsum("l,tlc->tc", fractions, target)
    source_centred, target_centred = source - source_mean, target - target_mean[:, None]
    covariance = np.einsum("l,tlc,ld->tcd", fractions, target_centred, source_centred)
    u, singular, vt = np.linalg.svd(covariance)
    # Where this is -1 a reflection would fit better, but heads are not mirrored.
    signs = np.ones_like(singular)
    signs[:, 2] = np.sign(np.linalg.det(u @ vt))
    rotation = (u * signs[:, None]) @ vt
    scale = (singular * signs).sum(axis=1) / (fractions @ np.square(source_centred)).sum()
    translation = target_mean - scale[:, None] * (rotation @ source_mean)
    return Similarity(scale, rotation, translation)
