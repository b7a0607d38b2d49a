"""Mesh videos, portraits in motion, and strips of two clips."""

from pathlib import Path

import numpy as np
import pytest
from made_up_faces import people_of

from elp.coefficients import Coefficients, Conversation
from elp.config.mesh import MeshSettings
from elp.config.renders import RenderSettings
from elp.errors import DataError
from elp.features.store import FeatureClip
from elp.media.audio import RATE, write_wav
from elp.media.strips import TITLE
from elp.media.video import count_frames, probe, read_frames, read_sound, write_video
from elp.mesh.draw import MeshPainter
from elp.mesh.scene import MeshScene
from elp.renderer.animators import still
from elp.renders.inputs import RenderInputs
from elp.renders.meshes import write_meshes
from elp.renders.portraits import write_portraits
from elp.renders.strips import rendered_runs, write_strips
from elp.samples.store import Sample
from elp.tracking.face_model import FaceModel

FRAMES, SIZE = 12, 64
NAMES = ("a", "b")


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """Videos of one shade per role, which brighten in steps, and a tone."""
    for name in NAMES:
        for role, shade in (("speaker", 60), ("listener", 120)):
            frames = [np.full((SIZE, SIZE, 3), shade + 4 * k, np.uint8) for k in range(FRAMES)]
            write_video(tmp_path / f"{name}.{role}.mp4", frames)
        tone = 0.5 * np.sin(np.arange(FRAMES * RATE // 25) / 5)
        write_wav(tmp_path / f"{name}.wav", tone.astype(np.float32), RATE)
    return tmp_path


def motion(depth: float) -> Coefficients:
    pose = np.tile([0, 0, 0, 0, 0, depth], (FRAMES, 1)).astype("f4")
    return Coefficients(np.zeros((FRAMES, 6), "f4"), pose, np.zeros(FRAMES, bool))


@pytest.fixture
def inputs(model: FaceModel, clips: Path) -> RenderInputs:
    painter = MeshPainter(model, MeshSettings(size=SIZE))
    scene = MeshScene(people_of(model, "s", "l"), painter)
    shown = [
        FeatureClip(
            name=name, start=0, frames=FRAMES, emotion="neutral", speaker_id="s", listener_id="l"
        )
        for name in NAMES
    ]
    truth = {name: Conversation(name, motion(-45), motion(-45)) for name in NAMES}
    return RenderInputs(scene, shown, 25.0, truth, [clips], RenderSettings(sample=1))


def samples(*names: str) -> list[Sample]:
    """The second sample of each clip is nearer to the camera."""
    blink = np.zeros(FRAMES, np.float32)
    return [Sample(n, k, motion(d), blink) for n in names for k, d in enumerate((-90, -40))]


def frames(path: Path) -> np.ndarray:
    return np.stack(list(read_frames(path)))


def test_meshes_show_the_chosen_sample_of_each_clip(inputs: RenderInputs, tmp_path: Path) -> None:
    write_meshes(tmp_path / "meshes", inputs, samples(*NAMES))
    assert sorted(p.name for p in (tmp_path / "meshes").iterdir()) == ["a.mp4", "b.mp4"]
    near = frames(tmp_path / "meshes/a.mp4")
    assert near.shape == (FRAMES, SIZE, SIZE, 3)
    vertices = inputs.scene.vertices("l", motion(-40))
    drawn = inputs.scene.painter.paint(vertices[0])
    assert np.abs(near[0].astype(int) - drawn).mean() < 4


def test_portraits_start_from_the_real_listeners_first_frame(
    inputs: RenderInputs, tmp_path: Path
) -> None:
    write_portraits(tmp_path / "photos", inputs, samples(*NAMES), still)
    shown = frames(tmp_path / "photos/b.mp4")
    assert len(shown) == FRAMES
    np.testing.assert_allclose(shown, 120, atol=3)


def test_strips_show_everyone_with_the_speakers_sound(inputs: RenderInputs, tmp_path: Path) -> None:
    write_meshes(tmp_path / "meshes", inputs, samples(*NAMES))
    write_portraits(tmp_path / "photos", inputs, samples(*NAMES), still)
    runs = rendered_runs(["ELP"], [tmp_path / "photos"], [tmp_path / "meshes"])
    write_strips(tmp_path / "strips", inputs, runs)
    strip = tmp_path / "strips/a.mp4"
    about = probe(strip)
    assert (about.width, about.height) == (3 * SIZE, TITLE + 2 * SIZE)
    assert count_frames(strip) == FRAMES
    assert np.abs(read_sound(strip, rate=RATE)).max() > 0.3
    last = frames(strip)[-1, TITLE : TITLE + SIZE].astype(int)
    for column, shade in enumerate((60 + 44, 120 + 44, 120)):  # speaker, listener, still portrait
        middle = last[SIZE // 2, column * SIZE + SIZE // 2]
        np.testing.assert_allclose(middle, shade, atol=4)


def test_without_a_sample_of_a_clip_there_is_no_folder(
    inputs: RenderInputs, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="clip b has no sample"):
        write_meshes(tmp_path / "meshes", inputs, samples("a"))
    assert not (tmp_path / "meshes").exists()
