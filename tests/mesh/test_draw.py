"""Pictures of the mesh."""

import numpy as np
import pytest
from made_up_faces import FIELD, poses, wandering

from elp.config.mesh import MeshSettings
from elp.mesh.draw import MeshPainter
from elp.mesh.regions import REGIONS, regions_of
from elp.mesh.surface import surface_of
from elp.tracking.face_model import FaceModel

FAR = np.array([[0, 0, 0, 0, 0, -45.0]])


def face(model: FaceModel, pose: np.ndarray = FAR) -> np.ndarray:
    surface = surface_of(model, model.landmark_template)
    return surface.vertices(np.zeros((len(pose), 6)), pose)


def painter(model: FaceModel, **changes: object) -> MeshPainter:
    return MeshPainter(model, MeshSettings.model_validate(changes))


def test_a_symmetric_face_looks_symmetric(model: FaceModel) -> None:
    picture = painter(model).paint(face(model)[0]).astype(int)
    assert picture.shape == (256, 256, 3)
    assert (picture > 0).any(axis=2).mean() > 0.05
    assert np.abs(picture - picture[:, ::-1]).mean() < 0.5


def test_the_same_vertices_give_the_same_bytes(model: FaceModel) -> None:
    vertices = surface_of(model, model.landmark_template).vertices(wandering(3, 6), poses(3))
    first, again = (list(painter(model).paint_all(vertices)) for _ in range(2))
    assert all(np.array_equal(*pair) for pair in zip(first, again, strict=True))
    assert not np.array_equal(first[0], first[1])


def test_a_shift_to_the_right_moves_the_picture_to_the_right(model: FaceModel) -> None:
    focal = 0.5 / np.tan(np.radians(FIELD) / 2)
    step = 16 / 256 * 45 / focal  # cm at this distance for 16 pixels
    pictures = [
        painter(model).paint(face(model, FAR + np.array([0, 0, 0, x, 0, 0]))[0]) for x in (0, step)
    ]
    columns = [np.flatnonzero(picture.any(axis=(0, 2)))[0] for picture in pictures]
    assert columns[1] - columns[0] == pytest.approx(16, abs=1)


def test_supersampling_smooths_edges(model: FaceModel) -> None:
    plain, smooth = (painter(model, supersampling=n).paint(face(model)[0]) for n in (1, 3))
    assert np.abs(plain.astype(int) - smooth).mean() < 4
    jumps = [np.abs(np.diff(p[..., 0].astype(int), axis=0)).max() for p in (plain, smooth)]
    assert jumps[1] <= jumps[0]


def test_a_face_behind_the_camera_is_not_drawn(model: FaceModel) -> None:
    behind = face(model, np.array([[0, 0, 0, 0, 0, 30.0]]))[0]
    assert not painter(model).paint(behind).any()


def test_regions_lie_in_their_places_on_a_face(model: FaceModel) -> None:
    regions = regions_of(model)
    centres = model.template[model.triangles].mean(axis=1)
    heights = {n: centres[regions == k, 1].mean() for k, n in enumerate(REGIONS)}
    assert heights["brow"] > heights["eye"] > heights["lips"]
    assert abs(heights["mouth"] - heights["lips"]) < 0.5
    for name in ("brow", "eye"):
        x = centres[regions == REGIONS.index(name), 0]
        assert (x < 0).sum() == (x > 0).sum() > 0
    assert (regions == REGIONS.index("eye")).sum() == 28  # each eye opening has 14 triangles


def test_regions_have_distinct_colours_in_the_marked_style(model: FaceModel) -> None:
    picture = painter(model, style="marked").paint(face(model)[0]).astype(int)
    red, green, blue = np.moveaxis(picture, 2, 0)
    for strongest, others in ((red, green + blue), (green, red + blue), (blue, red + green)):
        assert (strongest > others + 20).sum() > 20
    gray = painter(model).paint(face(model)[0])
    assert (gray[..., 0] == gray[..., 1]).all()
    assert (gray[..., 0] == gray[..., 2]).all()
