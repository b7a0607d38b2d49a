"""The contract that all animators keep."""

from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_faces import poses, wandering
from small_renderer import SIZE, SMALL

from elp.config.mesh import MeshSettings
from elp.config.renders import Method
from elp.errors import ElpError
from elp.mesh.draw import MeshPainter
from elp.mesh.surface import surface_of
from elp.renderer.generator import Renderer
from elp.renderer.learned import BATCH, animator
from elp.renderer.store import save_renderer
from elp.tracking.face_model import FaceModel

METHODS: tuple[Method, ...] = ("still", "warp", "learned")
FRAMES = BATCH + 3


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("renderer") / "model.safetensors"
    save_renderer(path, Renderer(SMALL.model_copy(update={"blend": True})), "none")
    return path


@pytest.mark.parametrize("size", [SIZE, 2 * SIZE])
@pytest.mark.parametrize("method", METHODS)
def test_each_set_of_vertices_gives_a_frame_of_the_portraits_size(
    method: Method, size: int, model: FaceModel, renderer: Path
) -> None:
    painter = MeshPainter(model, MeshSettings(size=size))
    surface = surface_of(model, model.landmark_template)
    vertices = surface.vertices(wandering(FRAMES, 6), poses(FRAMES))
    portrait = np.random.default_rng(0).integers(0, 255, (size, size, 3)).astype(np.uint8)
    animate = animator(method, painter, renderer)
    frames = list(animate(portrait, vertices[0], vertices))
    assert len(frames) == FRAMES
    assert all(frame.shape == portrait.shape and frame.dtype == np.uint8 for frame in frames)
    again = list(animate(portrait, vertices[0], vertices[:2]))
    assert np.abs(again[1].astype(int) - frames[1]).max() <= 1  # later frames do not matter
    moves = np.abs(frames[0].astype(int) - frames[5]).mean()
    assert moves == 0 if method == "still" else moves > 0


def test_learned_needs_the_file_of_a_renderer(model: FaceModel) -> None:
    painter = MeshPainter(model, MeshSettings(size=SIZE))
    with pytest.raises(ElpError, match="`learned` needs a trained renderer"):
        animator("learned", painter)
