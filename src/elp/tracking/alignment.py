"""Where landmarks lie in space: a pinhole camera, and rigid alignment with the template face.

The camera's frame: origin at the camera, x to the right of the picture, y up, z to the viewer, so
that what is seen has a negative z; cm of the template face. Letters: T frames, L landmarks.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64


@dataclass(frozen=True)
class Similarity:
    """Maps a source x to scale · rotation · x + translation, one per frame."""

    scale: Float64[np.ndarray, "T"]
    rotation: Float64[np.ndarray, "T 3 3"]
    translation: Float64[np.ndarray, "T 3"]

    def __getitem__(self, frames: slice) -> "Similarity":
        return Similarity(self.scale[frames], self.rotation[frames], self.translation[frames])


@dataclass(frozen=True)
class CameraView:
    """Landmarks as the camera sees them, and in space.

    Attributes
    ----------
    screen : array, shape (T, L, 2)
        x to the right and y up from the picture's centre, in focal lengths: X / distance.
    points : array, shape (T, L, 3)
        In the camera's frame, in cm; distances are the landmarker's relative depth, scaled so that
        the face is as large as the template.
    pose : Similarity
        Of the template in `points`; its scale is 1.
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
        """Landmarks in the template's frame: without the head's pose, in cm."""
        centred = self.points - self.pose.translation[:, None]
        return np.asarray(centred @ self.pose.rotation)


def see(
    landmarks: Float[np.ndarray, "T L 3"],
    template: Float64[np.ndarray, "L 3"],
    weights: Float64[np.ndarray, "L"],
    field_of_view: float,
    aspect: float = 1.0,
) -> CameraView:
    """Lift landmarks into the space before a pinhole camera.

    Parameters
    ----------
    landmarks : array, shape (T, L, 3)
        As the landmarker gives them: x in picture widths, y in heights, downwards, z in widths.
    template : array, shape (L, 3)
        The same points of the template face, in cm.
    weights : array, shape (L,)
        How much each counts in the alignment.
    field_of_view : float
        Vertical, in degrees.
    aspect : float
        The picture's width by its height.
    """
    focal = 0.5 / np.tan(np.radians(field_of_view) / 2)  # in picture heights
    x, y, z = np.moveaxis(np.asarray(landmarks, np.float64), -1, 0)
    screen = np.stack([(x - 0.5) * aspect, 0.5 - y], axis=-1) / focal
    flat = np.concatenate([screen, -z[..., None] * aspect / focal], axis=-1)
    # The landmarker's depth is that of a weak perspective: its scale tells the distance.
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
    """Scale, rotation and translation from the source to each target, by weighted least squares.

    References
    ----------
    Umeyama, "Least-squares estimation of transformation parameters", PAMI 1991, Eq. 40-42.
    """
    share = weights / weights.sum()
    source_middle, target_middle = share @ source, np.einsum("l,tlc->tc", share, target)
    source_centred, target_centred = source - source_middle, target - target_middle[:, None]
    covariance = np.einsum("l,tlc,ld->tcd", share, target_centred, source_centred)
    u, singular, vt = np.linalg.svd(covariance)
    # A reflection would fit better where this is -1, but heads are not mirrored.
    signs = np.ones_like(singular)
    signs[:, 2] = np.sign(np.linalg.det(u @ vt))
    rotation = (u * signs[:, None]) @ vt
    scale = (singular * signs).sum(axis=1) / (share @ np.square(source_centred)).sum()
    translation = target_middle - scale[:, None] * (rotation @ source_middle)
    return Similarity(scale, rotation, translation)
