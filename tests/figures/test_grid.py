"""Grids of pictures."""

from pathlib import Path

import numpy as np
import pytest
from made_up_faces import people_of

from elp.coefficients import Coefficients, Conversation
from elp.config.mesh import MeshSettings
from elp.errors import DataError
from elp.features.store import FeatureClip
from elp.figures.grid import GAP, HEAD, LABEL, RED, GridRow, GridSection, draw_grid, spread
from elp.figures.grid_plan import GridPlan
from elp.figures.grid_rows import SIDE, GridPeople, moved_to_blinks
from elp.media.video import write_video
from elp.mesh.draw import MeshPainter
from elp.mesh.scene import MeshScene
from elp.renderer.animators import still
from elp.samples.store import Sample, write_samples
from elp.tracking.face_model import FaceModel


def plain(shade: int) -> np.ndarray:
    return np.full((40, 40, 3), shade, np.uint8)


def test_pictures_form_rows_and_blinks_are_marked_red() -> None:
    rows = [
        GridRow("open", [plain(50), plain(60)], [False, False]),
        GridRow("blinks", [plain(70), plain(80)], [False, True]),
    ]
    grid = draw_grid([GridSection("clip", [0.5, 1.0], rows)])
    assert grid.shape == (HEAD + 2 * (40 + GAP), LABEL + 2 * (40 + GAP), 3)
    for row, column, shade in ((0, 0, 50), (0, 1, 60), (1, 0, 70), (1, 1, 80)):
        y, x = HEAD + row * (40 + GAP) + 30, LABEL + column * (40 + GAP) + 5
        assert (grid[y, x] == shade).all()
    red = (grid == RED).all(axis=2)
    assert red.any()
    assert not red[: HEAD + 40 + GAP].any()
    assert not red[:, : LABEL + 40 + GAP].any()


def test_a_row_with_fewer_pictures_than_times_is_refused() -> None:
    with pytest.raises(ValueError, match="1 pictures; give one for each of the 2 times"):
        draw_grid([GridSection("clip", [0.5, 1.0], [GridRow("r", [plain(1)], [False])])])


def test_times_are_equally_spaced_and_moved_to_nearby_blinks() -> None:
    assert spread(101, 4) == [20, 40, 60, 80]
    blink = np.isin(np.arange(101), [37, 38, 70])
    assert moved_to_blinks([20, 40, 60, 80], blink) == [20, 37, 60, 80]
    closing = np.isin(np.arange(101), range(38, 44))
    assert moved_to_blinks([20, 40, 60, 80], closing) == [20, 40, 60, 80]  # the third of six
    assert moved_to_blinks([20, 40], np.zeros(101, bool)) == [20, 40]


@pytest.fixture
def people(model: FaceModel, tmp_path: Path) -> GridPeople:
    """Two clips of grey videos, and listeners that do not move."""
    scene = MeshScene(people_of(model, "s", "l"), MeshPainter(model, MeshSettings()))
    pose = np.tile([0, 0, 0, 0, 0, -45.0], (20, 1)).astype("f4")
    held = Coefficients(np.zeros((20, 6), "f4"), pose, np.isin(np.arange(20), [10]))
    for name in ("a", "b"):
        for role in ("speaker", "listener"):
            write_video(tmp_path / f"{name}.{role}.mp4", [plain(100)] * 20)
    write_samples(
        tmp_path / "samples.parquet",
        [Sample(name, 0, held, held.blink.astype("f4")) for name in ("a", "b")],
    )
    clips = [
        FeatureClip(name=n, start=0, frames=20, emotion=e, speaker_id="s", listener_id="l")
        for n, e in (("b", "positive"), ("a", "negative"))
    ]
    truth = {name: Conversation(name, held, held) for name in ("a", "b")}
    return GridPeople(scene, still, clips, truth, [tmp_path], 25.0)


def plan(tmp_path: Path, *emotions: str | None) -> GridPlan:
    rows = [
        {"title": picture, "samples": tmp_path / "samples.parquet", "picture": picture}
        for picture in ("photo", "mesh")
    ]
    sections = [{"title": str(e), "emotion": e, "rows": rows} for e in emotions]
    return GridPlan.model_validate({"sections": sections, "frames": 3})


def test_a_grid_shows_speaker_listener_and_runs(people: GridPeople, tmp_path: Path) -> None:
    (section,) = people.sections(plan(tmp_path, None))
    assert [row.title for row in section.rows] == ["speaker", "real listener", "photo", "mesh"]
    assert section.seconds == [0.2, 0.4, 0.56]  # the middle one is moved to the blink
    assert section.rows[2].blinks == [False, True, False]
    photo, mesh = section.rows[2].pictures[0], section.rows[3].pictures[0]
    assert photo.shape == mesh.shape == (SIDE, SIDE, 3)
    assert photo.std() < 2
    assert mesh.std() > 10


def test_sections_without_a_clip_are_left_out(people: GridPeople, tmp_path: Path) -> None:
    sections = people.sections(plan(tmp_path, "positive", "neutral"))
    assert [section.title for section in sections] == ["positive"]
    with pytest.raises(DataError, match="no clip of the split has one of the emotions neutral"):
        people.sections(plan(tmp_path, "neutral"))
