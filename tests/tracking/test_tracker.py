from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_faces import (
    faces_of,
    landmarks_of,
    neutrals_of,
    observed,
    posed,
    poses,
    wandering,
)

from elp.config.tracking import TrackingSettings
from elp.tracking.blinks import Blinks
from elp.tracking.eye_closure import closure_from_mesh
from elp.tracking.face_model import FaceModel
from elp.tracking.observations import Observations
from elp.tracking.tracker import Tracker, fill, linked_frames, refusal, track_clip, turned_away

FRAMES = 60
SETTINGS = TrackingSettings()
PEOPLE = {"speaker": "anna", "listener": "bo"}
BLINK = np.arange(40, 44)


def seen_frames(*missing: int, frames: int = FRAMES) -> np.ndarray:
    found = np.ones(frames, bool)
    found[list(missing)] = False
    return found


@pytest.fixture(scope="module")
def tracker(model: FaceModel) -> Tracker:
    return Tracker(model, neutrals_of(model, "anna", "bo"), SETTINGS, 25.0)


def person(model: FaceModel, role: str, found: np.ndarray) -> Observations:
    """A person who moves, and blinks once."""
    faces = faces_of(model, wandering(FRAMES, 6))
    faces[BLINK] += closure_from_mesh(model.template)
    return observed("talk", role, landmarks_of(posed(faces, poses(FRAMES))), found=found)


@pytest.fixture(scope="module")
def whole(model: FaceModel) -> dict[str, Observations]:
    return {role: person(model, role, seen_frames()) for role in PEOPLE}


@settings(max_examples=50, deadline=None)
@given(found=st.lists(st.booleans(), min_size=1, max_size=40))
def test_more_than_a_fifth_or_five_missing_frames_in_a_row_are_refused(found: list[bool]) -> None:
    frames = "".join("x" if seen else "." for seen in found)
    expected = frames.count(".") > 0.2 * len(frames) or "." * 6 in frames
    assert bool(refusal(np.array(found), SETTINGS)) == expected


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4, 0.6, 0.7])
def test_exactly_the_largest_fraction_is_accepted(share: float) -> None:
    limits = SETTINGS.model_copy(update={"max_missing": share, "max_gap": 10})
    found = np.arange(10) >= round(10 * share)
    assert refusal(found, limits) == ""
    found[-1] = False
    assert "`tracking.max_missing`" in refusal(found, limits)


def test_a_refusal_says_what_to_do() -> None:
    scattered = np.arange(100) % 4 > 0
    assert refusal(scattered, SETTINGS) == (
        "no face in 25% of the frames, more than the 20% of `tracking.max_missing`; "
        "provide a clip that shows the face"
    )
    assert refusal(seen_frames(*range(10, 16)), SETTINGS) == (
        "no face in 6 frames in a row, more than the 5 of `tracking.max_gap`; cut the clip there"
    )


def test_gaps_are_interpolated_linearly_and_ends_held() -> None:
    values = np.array([[1.0, 10.0], [4.0, 40.0], [5.0, 20.0]])
    filled = fill(values, np.array([1, 4, 5]), 7)
    np.testing.assert_allclose(filled[:, 0], [1, 1, 2, 3, 4, 5, 5])
    np.testing.assert_allclose(filled[:, 1], [10, 10, 20, 30, 40, 20, 20])


@settings(max_examples=50, deadline=None)
@given(shut=st.lists(st.booleans(), min_size=12, max_size=12), gap=st.integers(0, 11))
def test_frames_are_linked_except_at_gaps_and_moving_lids(shut: list[bool], gap: int) -> None:
    eyes = Blinks(np.array(shut), np.zeros(12, bool))
    found = np.delete(np.arange(12), gap)
    expected = [
        k > 0 and frame - 1 != gap and not any(shut[max(0, frame - 2) : frame + 2])
        for k, frame in enumerate(found)
    ]
    np.testing.assert_array_equal(linked_frames(eyes, found), expected)
    closed = Blinks(eyes.closed, eyes.blink)
    np.testing.assert_array_equal(linked_frames(closed, found), expected)


def test_a_clip_without_gaps_is_tracked(tracker: Tracker, whole: dict[str, Observations]) -> None:
    (speaker, listener), rows = track_clip(whole, PEOPLE, tracker)
    assert set(speaker["role"]) == {"speaker"}
    assert set(speaker["status"]) == {"tracked"}
    np.testing.assert_array_equal(np.flatnonzero(speaker["blink"]), BLINK)
    still = np.delete(np.arange(FRAMES), np.arange(38, 46))
    np.testing.assert_allclose(speaker["expression"][still], wandering(FRAMES, 6)[still], atol=0.5)
    np.testing.assert_allclose(speaker["pose"][:, :3], poses(FRAMES)[:, :3], atol=0.01)
    for name in ("expression", "pose", "blink", "ear", "residual"):
        np.testing.assert_array_equal(speaker[name], listener[name])
    for row, (role, name) in zip(rows, PEOPLE.items(), strict=True):
        assert (row.clip, row.role, row.person, row.status) == ("talk", role, name, "ok")
        assert (row.frames, row.missing, row.interpolated, row.blinks) == (FRAMES, 0, 0, 1)
        assert row.blinks_per_minute == pytest.approx(60 / (FRAMES / 25))
        assert row.residual_mean == pytest.approx(float(speaker["residual"].mean()))


def test_missing_frames_are_interpolated_and_marked(
    tracker: Tracker, model: FaceModel, whole: dict[str, Observations]
) -> None:
    gap = np.arange(20, 25)
    observations = whole | {"speaker": person(model, "speaker", seen_frames(*gap, 50))}
    (speaker, listener), rows = track_clip(observations, PEOPLE, tracker)
    missing = np.append(gap, 50)
    np.testing.assert_array_equal(np.flatnonzero(speaker["status"] == "interpolated"), missing)
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(speaker["residual"])), missing)
    for name in ("expression", "pose", "ear"):
        before, after = speaker[name][19], speaker[name][25]
        for step, frame in enumerate(gap, start=1):
            expected = before + step / 6 * (after - before)
            np.testing.assert_allclose(speaker[name][frame], expected, rtol=1e-4, atol=1e-5)
    assert set(listener["status"]) == {"tracked"}
    assert [(row.status, row.missing, row.interpolated) for row in rows] == [
        ("ok", 6, 6),
        ("ok", 0, 0),
    ]


def test_a_gap_in_one_face_excludes_both(
    tracker: Tracker, model: FaceModel, whole: dict[str, Observations]
) -> None:
    observations = whole | {"listener": person(model, "listener", seen_frames(*range(13)))}
    columns, rows = track_clip(observations, PEOPLE, tracker)
    assert columns == []
    assert [(row.role, row.person, row.status, row.missing) for row in rows] == [
        ("speaker", "anna", "excluded", 0),
        ("listener", "bo", "excluded", 13),
    ]
    for row in rows:
        assert row.reason.startswith("listener: no face in 22% of the frames")
        assert row.interpolated == 0
        assert np.isnan(row.residual_mean)


def test_expression_and_closed_eyes_are_relative_to_the_person(
    tracker: Tracker, whole: dict[str, Observations]
) -> None:
    """A face equal to the neutral one has no expression; eyes of half the open level are closed."""
    held = faces_of(tracker.model, np.tile(wandering(1, 6), (30, 1)))
    seen = observed("talk", "speaker", landmarks_of(posed(held, np.tile(poses(1), (30, 1)))))
    neutrals = tracker.neutrals
    changed = replace(
        neutrals,
        faces=np.stack([held[0], neutrals.faces[1]]),
        open_eyes=neutrals.open_eyes * [1, 2],
    )
    of_anna, _ = replace(tracker, neutrals=changed).track(seen, "anna")
    of_bo, row = replace(tracker, neutrals=changed).track(seen, "bo")
    assert np.abs(of_anna["expression"]).max() < 0.25 * np.abs(of_bo["expression"]).max()
    assert row.eyes_closed == 30
    assert not of_anna["blink"].any()


def test_a_person_without_a_neutral_face_is_a_bug(
    tracker: Tracker, whole: dict[str, Observations]
) -> None:
    with pytest.raises(ValueError, match="no neutral face of carl, who appears in talk"):
        tracker.track(whole["speaker"], "carl")


def test_a_covered_face_is_tracked_but_marked(
    tracker: Tracker, whole: dict[str, Observations]
) -> None:
    seen = whole["speaker"]
    doubtful = np.isin(np.arange(len(seen)), range(3, 10))
    confidence = np.where(doubtful, 0.8, 0.9).astype(np.float32)
    columns, row = tracker.track(replace(seen, confidence=confidence), "anna")
    np.testing.assert_array_equal(columns["status"] == "covered", doubtful)
    assert row.covered == doubtful.sum() == 7


@pytest.mark.parametrize(("degrees", "turned"), [(30.0, False), (60.0, True)])
@pytest.mark.parametrize("axis", range(3))
def test_heads_turned_far_away_are_marked(axis: int, degrees: float, turned: bool) -> None:
    pose = np.zeros((1, 6))
    pose[0, axis] = np.radians(degrees)
    assert turned_away(pose, 45.0)[0] == (turned and axis != 2)  # a roll hides nothing
