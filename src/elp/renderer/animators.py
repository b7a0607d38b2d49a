"""Ways to animate a portrait, all with one interface.

Letters: T frames, V vertices, S pixels a side.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

import numpy as np
from jaxtyping import Float, UInt8

from elp.mesh.draw import MeshPainter
from elp.renderer.warp import MeshWarp

Picture = UInt8[np.ndarray, "S S 3"]
Vertices = Float[np.ndarray, "V 3"]
# Maps a portrait, its own vertices, and the vertices of each frame to the frames.
Animator = Callable[[Picture, Vertices, Iterable[Vertices]], Iterator[Picture]]


def still(portrait: Picture, start: Vertices, motion: Iterable[Vertices]) -> Iterator[Picture]:
    """The portrait without motion: the baseline that every renderer has to beat."""
    del start
    return (picture for picture, _ in zip(repeat(portrait), motion, strict=False))


def warp(painter: MeshPainter) -> Animator:
    """The portrait warped by its mesh (`elp.renderer.warp`), in the painter's pixels."""

    def animate(
        portrait: Picture, start: Vertices, motion: Iterable[Vertices]
    ) -> Iterator[Picture]:
        warped = MeshWarp(portrait, painter.project(start), painter.triangles)
        return (warped.frame(painter.project(vertices)) for vertices in motion)

    return animate
