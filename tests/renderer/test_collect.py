"""Training frames are collected from cut clips and tracked coefficients."""

from pathlib import Path

import numpy as np
import pytest
from made_up_faces import people_of
from small_renderer import SIZE, SMALL

from elp.coefficients import Coefficients
from elp.datasets.clip import Clip
from elp.media.video import write_video
from elp.mesh.draw import MeshPainter
from elp.mesh.scene import MeshScene
from elp.renderer.collect import collect_frames, mesh_settings
from elp.tracking.face_model import FaceModel

FRAMES = 12


@pytest.fixture
def scene(model: FaceModel) -> MeshScene:
    settings = mesh_settings(SMALL)
    return MeshScene(people_of(model, "s", "l"), MeshPainter(model, settings))


def motion(*blinking: int) -> Coefficients:
    pose = np.tile([0, 0, 0, 0, 0, -45.0], (FRAMES, 1)).astype("f4")
    return Coefficients(np.zeros((FRAMES, 6), "f4"), pose, np.isin(np.arange(FRAMES), blinking))


def test_every_fifth_frame_and_every_blink_are_taken_of_each_tracked_person(
    scene: MeshScene, tmp_path: Path
) -> None:
    for role in ("speaker", "listener"):
        shades = [np.full((SIZE, SIZE, 3), 20 * k, np.uint8) for k in range(FRAMES)]
        write_video(tmp_path / f"a.{role}.mp4", shades)
    clips = [
        Clip(
            name=name,
            split="train",
            speaker_video="s.mp4",
            listener_video="l.mp4",
            speaker_id="s",
            listener_id="l",
        )
        for name in ("a", "untracked")
    ]
    tracks = {"a": {"speaker": motion(3, 4), "listener": motion()}}
    frames = collect_frames(clips, tracks, [tmp_path], scene, every=5)
    assert list(frames.track) == ["a.speaker"] * 5 + ["a.listener"] * 3
    pictures = frames.decode(np.arange(8), mesh=False)
    shades = pictures.mean(axis=(1, 2, 3)) / 20
    np.testing.assert_allclose(shades, [0, 3, 4, 5, 10, 0, 5, 10], atol=0.3)
    meshes = frames.decode(np.arange(8), mesh=True).astype(int)
    drawn = scene.painter.paint(scene.surface("s").vertices(*_first(motion()))[0])
    assert np.abs(meshes[0] - drawn).mean() < 3


def _first(coefficients: Coefficients) -> tuple[np.ndarray, np.ndarray]:
    return coefficients.expression[:1], coefficients.pose[:1]
