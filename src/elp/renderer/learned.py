"""The trained renderer as an animator, and the choice of an animator by name."""

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
from elp.renderer.pictures import as_pictures, as_tensor
from elp.renderer.store import load_renderer

BATCH = 8  # frames rendered at a time


def learned(model: Renderer, painter: MeshPainter) -> Animator:
    """Animate portraits with a trained renderer, on its device.

    Parameters
    ----------
    model : Renderer
        In evaluation mode.
    painter : MeshPainter
        Draws meshes in the size and style that the model was trained on; the frames have the
        portrait's own size.
    """
    device = next(model.parameters()).device

    @torch.inference_mode()
    def animate(
        portrait: Picture, start: Vertices, motion: Iterable[Vertices]
    ) -> Iterator[Picture]:
        size = painter.settings.size
        encoded = model.encode(
            as_tensor(_sized(portrait, size)[None]).to(device),
            as_tensor(painter.paint(start)[None]).to(device),
        )
        frames = iter(motion)
        while group := list(islice(frames, BATCH)):
            meshes = as_tensor(np.stack([painter.paint(points) for points in group])).to(device)
            for picture in as_pictures(model.render(encoded.repeated(len(group)), meshes)):
                yield _sized(picture, len(portrait))

    return animate


def animator(
    method: Method, painter: MeshPainter, renderer: Path | None = None, device: str = "cpu"
) -> Animator:
    """The animator of a method.

    Parameters
    ----------
    method : str
        `still`, `warp` or `learned`.
    painter : MeshPainter
        Camera, and size of the frames.
    renderer : Path, optional
        File of the trained renderer, for `learned`.
    device : str
        Where the renderer runs.

    Raises
    ------
    ElpError
        If the method is `learned` and there is no renderer.
    """
    if method == "still":
        return still
    if method == "warp":
        return warp(painter)
    if renderer is None:
        raise ElpError("`learned` needs a trained renderer; name its file, or choose `warp`")
    model = load_renderer(renderer).model.to(device)
    training_painter = painter.again(model.settings.size, model.settings.mesh_style)
    return learned(model, training_painter)


def _sized(picture: Picture, size: int) -> UInt8[np.ndarray, "R R 3"]:
    """The picture scaled to R pixels a side."""
    if len(picture) == size:
        return picture
    method = cv2.INTER_AREA if size < len(picture) else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (size, size), interpolation=method))
