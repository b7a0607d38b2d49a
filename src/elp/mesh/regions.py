"""Which triangles of a face model are eyes, mouth, lips and brows."""

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

    A triangle belongs to a region if its middle, seen from the front, lies within the outline that
    MediaPipe's landmarks draw around it. Regions whose landmarks a model lacks stay skin.
    """
    middles = model.template[model.triangles].mean(axis=1)[:, :2]
    result = np.zeros(len(middles), dtype=np.int64)
    for region, outline in _outlines(model):
        result[Outline(outline).contains_points(middles)] = REGIONS.index(region)
    return result


def _outlines(model: FaceModel) -> Iterable[tuple[Region, Float64[np.ndarray, "n 2"]]]:
    """Later ones lie within earlier ones."""
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
    """Landmarks in the order in which they are joined, one list a line."""
    chains: list[list[int]] = []
    for one in connections:
        if chains and chains[-1][-1] == one.start:
            chains[-1].append(one.end)
        else:
            chains.append([one.start, one.end])
    return chains


def _band(connections: Iterable[Connections.Connection]) -> list[int]:
    """The ring around a band whose upper and lower line run the same way."""
    first, second = _chains(connections)
    return first + second[::-1]


def _loops(connections: Iterable[Connections.Connection]) -> list[list[int]]:
    """Rings that are each given as two lines between the same ends."""
    chains = _chains(connections)
    return [one + other[-2:0:-1] for one, other in zip(chains[::2], chains[1::2], strict=True)]
