"""Occlusions of the face lower the face detector's confidence."""

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from elp.config.tracking import TrackingSettings
from elp.errors import WeightsError
from elp.faces.landmarker import Landmarker
from elp.media.video import read_frames
from elp.tracking.landmarks import observe
from elp.tracking.occlusion import OcclusionDetector, covered

DROP, FPS = TrackingSettings().cover_drop, 25.0
MOUTH = [0, 17, 61, 152, 291]  # lips and chin
HIDDEN = slice(30, 60)
FACES = ("mead_M030_fear", "mead_W009_happy", "ls_lp_d9", "sp_latentsync_1", "ls_lp_s18")


@pytest.fixture(scope="module")
def models(landmarker_model: Path) -> Iterator[tuple[Landmarker, OcclusionDetector]]:
    with (
        Landmarker(landmarker_model) as landmarker,
        OcclusionDetector(landmarker_model) as detector,
    ):
        yield landmarker, detector


def test_runs_below_the_median_are_marked() -> None:
    confidence = np.full(60, 0.92)
    confidence[10:20] = 0.86  # covered
    confidence[30:34] = 0.86  # too short
    confidence[40:50] = 0.90  # too small a drop
    confidence[50:55] = np.nan  # no face
    marks = covered(confidence, 0.03, 25.0)
    np.testing.assert_array_equal(np.flatnonzero(marks), np.arange(10, 20))
    assert not covered(np.full(9, np.nan), 0.03, 25.0).any()
    assert not covered(np.full(9, 0.2), 0.03, 25.0).any()  # the same in the whole clip


def test_a_face_that_is_sometimes_lost_stays_covered() -> None:
    confidence = np.full(60, 0.92)
    confidence[20:40] = 0.86
    confidence[[24, 29, 34]] = np.nan
    marks = np.flatnonzero(covered(confidence, 0.03, 25.0))
    assert set(marks) == set(range(20, 40)) - {24, 29, 34}


def test_the_shortest_occlusion_is_in_seconds() -> None:
    confidence = np.full(120, 0.92)
    confidence[20:30] = 0.86
    assert covered(confidence, 0.03, 25.0).sum() == 10
    assert not covered(confidence, 0.03, 60.0).any()


@pytest.mark.parametrize("colour", [(20, 20, 20), (205, 160, 140)])
def test_a_covered_mouth_is_noticed(
    real: Path, models: tuple[Landmarker, OcclusionDetector], colour: tuple[int, int, int]
) -> None:
    """A microphone or a hand: real faces with a patch from nose to chin for some time."""
    landmarker, detector = models
    fractions = []
    for name in FACES:
        pictures = list(islice(read_frames(real / f"faces/{name}.mp4"), 90))
        before = observe(pictures, landmarker, name, "speaker", detector)
        assert covered(before.confidence, DROP, FPS).mean() < 0.1, name
        size = np.array(pictures[0].shape[1::-1])
        changed = [picture.copy() for picture in pictures]
        for frame in range(*HIDDEN.indices(len(pictures))):
            points = before.landmarks[frame, MOUTH, :2] * size
            radius = int(0.65 * np.ptp(points, axis=0).max())
            centre = (int(points[:, 0].mean()), int(points[:, 1].mean()))
            cv2.circle(changed[frame], centre, radius, colour, -1)
        after = observe(changed, landmarker, name, "speaker", detector)
        marks = covered(after.confidence, DROP, FPS)
        fractions.append(marks[HIDDEN][after.found[HIDDEN]].mean())
        assert marks[: HIDDEN.start].mean() < 0.15, name
    assert np.mean(fractions) > 0.75


def test_a_real_hand_in_front_of_the_face_is_noticed(
    real: Path, models: tuple[Landmarker, OcclusionDetector]
) -> None:
    """The hand goes up after three seconds, and stays for another three."""
    pictures = islice(read_frames(real / "faces/ls_pyfeat_pexels.mp4"), 150)
    seen = observe(pictures, models[0], "a", "speaker", models[1])
    marks = covered(seen.confidence, DROP, FPS)
    assert marks[85:145].mean() > 0.75
    assert not marks[:70].any()


def test_a_file_without_a_detector_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.task", "w") as task:
        task.writestr("a.tflite", b"")
    (tmp_path / "text.task").write_text("no model")
    for name in ("other.task", "text.task", "missing.task"):
        with pytest.raises(WeightsError, match=rf"{name}: no face detector"):
            OcclusionDetector(tmp_path / name)
