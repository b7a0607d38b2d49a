from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_clips import MadeUpClip, row
from made_up_faces import bump, made_up_model, wandering

from elp.sample_corpus.head import rotation_matrix
from elp.tracking.accuracy import (
    TrackingAccuracy,
    angle_errors,
    corner_direction,
    correlation,
    learn_smile,
    match_blinks,
    measure_accuracy,
    read_accuracy,
    write_accuracy,
)
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.face_model import FaceModel
from elp.tracking.truth import TrackedTruth

FRAMES = 100
CLIPS = [row(MadeUpClip("a")), row(MadeUpClip("b")), row(MadeUpClip("c", split="test"))]
READOUT = np.array([0.5, -1.0, 2.0, 0.0, 0.3, -0.7])


def marks(*intervals: tuple[int, int]) -> np.ndarray:
    marked = np.zeros(FRAMES, bool)
    for start, end in intervals:
        marked[start:end] = True
    return marked


def turned(degrees: np.ndarray) -> np.ndarray:
    return np.stack([rotation_matrix(angles) for angles in degrees])


HEAD = wandering(FRAMES, 3) * 10
BLINKS = marks((5, 9), (40, 43), (70, 78), (95, 100))


def perfect(clip: str, seed: int) -> TrackedTruth:
    """A participant whose β encodes the smile exactly, beside other movement."""
    smile, other = wandering(FRAMES, 1, seed)[:, 0], wandering(FRAMES, 6, seed + 50)
    direction = READOUT / (READOUT @ READOUT)
    expression = other - np.outer(other @ READOUT, direction) + np.outer(smile, direction)
    head = turned(HEAD)
    return TrackedTruth(clip, expression, head, BLINKS, head, BLINKS, smile)


@pytest.fixture(scope="module")
def tracked() -> list[TrackedTruth]:
    return [perfect(clip, seed) for seed, clip in enumerate("aabbcc")]


def measure(tracked: list[TrackedTruth], model: FaceModel) -> TrackingAccuracy:
    return measure_accuracy("corpus", tracked, CLIPS, model, 0.9)


def test_perfect_coefficients_score_perfectly(
    tracked: list[TrackedTruth], model: FaceModel
) -> None:
    row = measure(tracked, model)
    assert (row.dataset, row.clips, row.frames) == ("corpus", 3, 600)
    assert row.angle_error == pytest.approx(0, abs=1e-5)
    assert row.angle_change > 1
    assert (row.blinks, row.blink_precision, row.blink_recall) == (24, 1, 1)
    assert row.smile_correlation > 0.95
    assert row.smile_correlation_clip > 0.95
    assert row.emotion_accuracy == 0.9


def test_a_drift_is_an_error_of_its_degrees_per_second() -> None:
    yaw = np.zeros((FRAMES, 3))
    yaw[:, 1] = HEAD[:, 1]
    drifting = yaw.copy()
    drifting[:, 1] += 3 * np.arange(FRAMES) / 25
    np.testing.assert_allclose(angle_errors(turned(yaw), turned(drifting)), 3, atol=1e-6)


def test_another_rest_pose_is_not_an_error() -> None:
    """A tracker is free to define straight ahead."""
    rest = rotation_matrix(np.array([20.0, -10.0, 5.0]))
    errors = angle_errors(turned(HEAD), turned(HEAD) @ rest)
    assert len(errors) == FRAMES - 25
    np.testing.assert_allclose(errors, 0, atol=1e-5)


def test_for_a_still_head_the_error_is_the_whole_change(
    tracked: list[TrackedTruth], model: FaceModel
) -> None:
    still = [replace(row, rotation=np.tile(np.eye(3), (FRAMES, 1, 1))) for row in tracked]
    row = measure(still, model)
    assert row.angle_error == pytest.approx(row.angle_change)


@pytest.mark.parametrize(
    ("tracked", "recalled", "confirmed"),
    [
        ([(5, 9), (40, 43), (70, 78), (95, 100)], 4, 4),
        ([(8, 12), (39, 41), (60, 90)], 3, 3),
        ([(10, 12), (44, 46)], 2, 2),  # one frame lies between
        ([(11, 12), (45, 46)], 0, 0),
        ([(5, 9), (20, 25), (50, 55)], 1, 1),
        ([(71, 73), (75, 77)], 1, 2),
        ([(0, 100)], 4, 1),
        ([], 0, 0),
    ],
)
def test_blinks_are_matched_as_events(
    tracked: list[tuple[int, int]], recalled: int, confirmed: int
) -> None:
    counts = match_blinks(BLINKS, marks(*tracked))
    assert (counts.true, counts.recalled) == (4, recalled)
    assert (counts.tracked, counts.confirmed) == (len(tracked), confirmed)


def test_precision_and_recall_count_events_of_all_clips(
    tracked: list[TrackedTruth], model: FaceModel
) -> None:
    """Of 24 blinks, one participant misses 2, another has 2 extra, a third joins 2 into one."""
    first = replace(tracked[0], blink=marks((5, 9), (40, 43)))
    second = replace(tracked[1], blink=BLINKS | marks((20, 23), (55, 58)))
    third = replace(tracked[2], blink=BLINKS | marks((5, 43)))
    row = measure([first, second, third, *tracked[3:]], model)
    assert row.blink_recall == pytest.approx(22 / 24)
    assert row.blink_precision == pytest.approx(21 / 23)


def test_precision_and_recall_without_blinks_are_nan(
    tracked: list[TrackedTruth], model: FaceModel
) -> None:
    none = np.zeros(FRAMES, bool)
    row = measure([replace(row, blink=none, true_blink=none) for row in tracked], model)
    assert np.isnan([row.blink_precision, row.blink_recall]).all()


def test_the_smile_is_learned_on_the_training_split_only(
    tracked: list[TrackedTruth], model: FaceModel
) -> None:
    """If smiles are reversed on the test split, the correlation changes sign."""
    mirrored = [
        replace(row, true_smile=-row.true_smile) if row.clip == "c" else row for row in tracked
    ]
    row, plain = measure(mirrored, model), measure(tracked, model)
    assert row.smile_correlation == pytest.approx(-plain.smile_correlation)
    assert row.smile_correlation_clip == pytest.approx(-plain.smile_correlation_clip)


def test_the_readout_of_the_smile_is_ridge_regression(tracked: list[TrackedTruth]) -> None:
    expression, smile = tracked[0].expression + 3, tracked[0].true_smile + 5
    centred = expression - expression.mean(axis=0)
    rows = np.concatenate([centred, np.sqrt(0.025 * FRAMES) * np.eye(6)])
    target = np.concatenate([smile - smile.mean(), np.zeros(6)])
    expected, *_ = np.linalg.lstsq(rows, target)
    np.testing.assert_allclose(learn_smile(expression, smile), expected, atol=1e-9)


def test_mouth_corners_that_move_apart_and_up_are_a_smile(mesh: CanonicalMesh) -> None:
    left, right = 61, 291
    moves = [
        bump(mesh, right, (1.0, 1.0, 0.0)) + bump(mesh, left, (-1.0, 1.0, 0.0)),  # a smile
        bump(mesh, right, (0.0, -1.0, 0.0)) + bump(mesh, left, (0.0, -1.0, 0.0)),  # a sad mouth
        bump(mesh, right, (1.0, 0.0, 0.0)) + bump(mesh, left, (1.0, 0.0, 0.0)),  # moved aside
    ]
    model = replace(
        made_up_model(mesh, 3), expression=np.stack(moves, axis=-1), deviation=np.array([1.0, 2, 3])
    )
    np.testing.assert_allclose(corner_direction(model), [2, -2, 0], atol=0.05)


def test_correlation_with_a_constant_is_nan() -> None:
    x = np.random.default_rng(0).normal(size=20)
    assert np.isnan(correlation(x, np.ones(20)))
    assert correlation(x, -2 * x + 1) == pytest.approx(-1)


def test_rows_survive_a_round_trip(
    tracked: list[TrackedTruth], model: FaceModel, tmp_path: Path
) -> None:
    row = measure(tracked, model)
    write_accuracy(tmp_path / "accuracy.csv", [row, replace(row, emotion_accuracy=float("nan"))])
    first, second = read_accuracy(tmp_path / "accuracy.csv")
    assert first == row
    assert np.isnan(second.emotion_accuracy)
    assert replace(second, emotion_accuracy=0.9) == row
