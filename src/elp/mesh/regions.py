"""The triangles of a face model that are eyes, mouth, lips and brows."""

from collections.abc import Iterable
from typing import Literal

import numpy as np
from jaxtyping import Float64, Int64
from matplotlib.path import Path as Outline
from mediapipe.tasks.python.vision import FaceLandmarksConnections as Connections

from elp.tracking.face_model import FaceModel

Region = Literal["skin", "brow", "lips", "mouth", "eye"]
REGIONS: tuple[Region, ...] = ("skin", "brow", "lips", "mouth", "eye")


def regions_of(model: FaceModel) -> Int64[np.ndarray, "F"]:
    """Index in `REGIONS` of each triangle of the model.

    A triangle belongs to a region if its centre, seen from the front, lies within the region's
    outline of MediaPipe's landmarks. Regions whose landmarks the model lacks stay skin.
    """
    centres = model.template[model.triangles].mean(axis=1)[:, :2]
    result = np.zeros(len(centres), dtype=np.int64)
    for region, outline in _outlines(model):
        result[Outline(outline).contains_points(centres)] = REGIONS.index(region)
    return result


def _outlines(model: FaceModel) -> Iterable[tuple[Region, Float64[np.ndarray, "n 2"]]]:
    """Outline of each region seen from the front; later ones lie within earlier ones."""
    lips = _loops(Connections.FACE_LANDMARKS_LIPS)
    rings: list[tuple[Region, list[int]]] = [
        ("brow", _band(Connections.FACE_LANDMARKS_LEFT_EYEBROW)),
        ("brow", _band(Connections.FACE_LANDMARKS_RIGHT_EYEBROW)),
        ("lips", lips[0]),
        ("mouth", lips[1]),
        ("eye", _loops(Connections.FACE_LANDMARKS_LEFT_EYE)[0]),
        ("eye", _loops(Connections.FACE_LANDMARKS_RIGHT_EYE)[0]),
    ]
    places = {int(landmark): row for row, landmark in enumerate(model.landmarks)}
    front = model.landmark_template[:, :2]
    for region, ring in rings:
        if all(landmark in places for landmark in ring):
            yield region, front[[places[landmark] for landmark in ring]]


def _chains(connections: Iterable[Connections.Connection]) -> list[list[int]]:
    """Landmarks in the order in which they are connected, one list per line."""
    chains: list[list[int]] = []
    for connection in connections:
        if chains and chains[-1][-1] == connection.start:
            chains[-1].append(connection.end)
        else:
            chains.append([connection.start, connection.end])
    return chains


def _band(connections: Iterable[Connections.Connection]) -> list[int]:
    """The outline of a band whose upper and lower lines run in the same direction."""
    first, second = _chains(connections)
    return first + second[::-1]


def _loops(connections: Iterable[Connections.Connection]) -> list[list[int]]:
    """Outlines, each given as two lines with the same end points."""
    chains = _chains(connections)
    return [
        first + second[-2:0:-1] for first, second in zip(chains[::2], chains[1::2], strict=True)
    ]
