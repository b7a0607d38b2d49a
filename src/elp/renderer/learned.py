"""The trained renderer as a way to show a portrait in motion, and the choice among all ways."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch
from jaxtyping import UInt8

from elp.config.renders import Method
from elp.errors import ElpError
from elp.mesh.draw import MeshPainter
from elp.renderer.animators import Animator, Picture, Vertices, still, warp
from elp.renderer.generator import Renderer
from elp.renderer.store import load_renderer
from elp.renderer.training import as_pictures, as_tensor

BATCH = 8  # frames shown at a time


def learned(model: Renderer, painter: MeshPainter) -> Animator:
    """Shows portraits with a trained renderer, on the device where it is.

    Parameters
    ----------
    model : Renderer
        In evaluation mode.
    painter : MeshPainter
        That draws meshes in the size and style which the model was trained on; pictures come in
        the portrait's own size.
    """
    device = next(model.parameters()).device

    @torch.inference_mode()
    def animate(
        portrait: Picture, start: Vertices, motion: Iterable[Vertices]
    ) -> Iterator[Picture]:
        size = painter.settings.size
        known = model.know(
            as_tensor(_sized(portrait, size)[None]).to(device),
            as_tensor(painter.paint(start)[None]).to(device),
        )
        frames = iter(motion)
        while group := list(islice(frames, BATCH)):
            meshes = as_tensor(np.stack([painter.paint(points) for points in group])).to(device)
            for picture in as_pictures(model.show(known.repeated(len(group)), meshes)):
                yield _sized(picture, len(portrait))

    return animate


def animator(
    method: Method, painter: MeshPainter, renderer: Path | None = None, device: str = "cpu"
) -> Animator:
    """The way that a setting names.

    Parameters
    ----------
    method : str
        `still`, `warp` or `learned`.
    painter : MeshPainter
        Camera, and size of the pictures.
    renderer : Path, optional
        The trained renderer, for `learned`.
    device : str
        Where it runs.

    Raises
    ------
    ElpError
        If `learned` is asked for without a renderer.
    """
    if method == "still":
        return still
    if method == "warp":
        return warp(painter)
    if renderer is None:
        raise ElpError("`learned` needs a trained renderer; name its file, or choose `warp`")
    model = load_renderer(renderer).model.to(device)
    own = painter.again(model.settings.size, model.settings.mesh_style)
    return learned(model, own)


def _sized(picture: Picture, size: int) -> UInt8[np.ndarray, "R R 3"]:
    """The picture with R pixels a side."""
    if len(picture) == size:
        return picture
    smaller = size < len(picture)
    found = cv2.resize(
        picture, (size, size), interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    )
    return np.asarray(found)
