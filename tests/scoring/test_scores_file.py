"""Scores of a run: computed from samples and tracked conversations, and read back from a file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_features import make_features

from elp.coefficients import Coefficients, Conversation
from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.samples.store import Sample
from elp.scoring.context import WindowLengths
from elp.scoring.score import score
from elp.scoring.scores_file import (
    Origin,
    RunScores,
    clip_series,
    read_scores,
    real_listeners,
    score_run,
    write_scores,
)
from elp.scoring.summary import summarise

SETTINGS = MetricSettings(bootstrap=200)
NAMES = [f"c{i}" for i in range(5)]
PEOPLE = {name: f"p{i // 2}" for i, name in enumerate(NAMES)}


def coefficients(seed: int, frames: int = 60) -> Coefficients:
    rng = np.random.default_rng(seed)
    return Coefficients(
        rng.normal(size=(frames, 8)).cumsum(axis=0).astype("f4"),
        rng.normal(size=(frames, 6)).cumsum(axis=0).astype("f4"),
        rng.random(frames) < 0.1,
    )


def conversation(clip: str) -> Conversation:
    seed = int(clip[1:])
    return Conversation(clip, coefficients(seed), coefficients(seed + 50))


def sample(clip: str, k: int = 0) -> Sample:
    listener = coefficients(int(clip[1:]) + 70 + k)
    return Sample(clip, k, listener, listener.blink.astype("f4"))


def test_scores_survive_the_file(tmp_path: Path) -> None:
    truth = {name: conversation(name) for name in NAMES}
    groups = clip_series([sample(c, k) for c in NAMES for k in range(2)], truth, PEOPLE)
    rows = score(groups, 25.0, SETTINGS)
    origin = Origin(dataset="vico", run="elp", seed=3, split="test")
    write_scores(tmp_path / "test.parquet", RunScores(origin, rows))
    scores = read_scores(tmp_path / "test.parquet")
    assert scores.origin == origin
    pd.testing.assert_frame_equal(scores.rows, rows)


def test_rows_name_the_listener_and_the_number_of_listeners() -> None:
    truth = {name: conversation(name) for name in NAMES}
    rows = score(clip_series([sample(c) for c in NAMES], truth, PEOPLE), 25.0, SETTINGS)
    of_clips = rows[rows["clip"] != ""]
    assert dict(zip(of_clips["clip"], of_clips["person"], strict=True)) == PEOPLE
    assert set(rows.loc[rows["clip"] == "", "people"]) == {3}
    summary = summarise(rows, SETTINGS)
    assert set(summary["people"]) == {3}
    assert set(summary["clips"]) == {5}


def test_scores_of_two_people_have_no_interval() -> None:
    truth = {name: conversation(name) for name in NAMES}
    two = {name: f"p{i % 2}" for i, name in enumerate(NAMES)}
    rows = score(clip_series([sample(c) for c in NAMES], truth, two), 25.0, SETTINGS)
    summary = summarise(rows, SETTINGS)
    assert set(summary["people"]) == {2}
    assert summary["low"].isna().all()
    assert summary["value"].notna().any()


def test_clip_series_join_samples_with_the_truth() -> None:
    truth = {name: conversation(name) for name in NAMES}
    groups = clip_series([sample("c1", 0), sample("c1", 1)], truth, {"c1": "p0"})
    (pose,), (blink,) = groups["pose"], groups["blink"]
    np.testing.assert_array_equal(pose.generated[1], sample("c1", 1).listener.pose)
    np.testing.assert_array_equal(pose.speaker, truth["c1"].speaker.pose)
    np.testing.assert_array_equal(blink.speaker[:, 0], truth["c1"].listener.blink)


def test_a_clip_without_sample_or_truth_is_refused_by_name() -> None:
    truth = {name: conversation(name) for name in NAMES}
    with pytest.raises(DataError, match="clip c2 is in the split, but has no sample"):
        clip_series([sample("c1")], truth, {"c1": "p0", "c2": "p1"})
    with pytest.raises(DataError, match="clip c9 is in the split, but has no tracked conversation"):
        clip_series([sample("c9")], truth, {"c9": "p0"})
    with pytest.raises(DataError, match="clip c1 has a sample, but is not in the split"):
        clip_series([sample("c1")], truth, {})


def test_a_run_is_scored_against_the_listeners_of_its_split() -> None:
    truth = {name: conversation(name) for name in NAMES}
    test, train = make_features((60, 60)), make_features((60, 60, 60))
    names = [[clip.name for clip in part.clips] for part in (test, train)]
    conversations = {
        name: replace(truth[f"c{k}"], clip=name) for part in names for k, name in enumerate(part)
    }
    samples = [replace(sample(f"c{k}"), clip=name) for k, name in enumerate(names[0])]
    windows = WindowLengths(20, 5)
    rows = score_run(samples, conversations, test, train, SETTINGS, windows)
    people = {clip.name: clip.listener_id for clip in test.clips}
    expected = score(
        clip_series(samples, conversations, people),
        test.fps,
        SETTINGS,
        real_listeners(conversations, names[1]),
        windows,
    )
    pd.testing.assert_frame_equal(rows, expected)
    assert set(rows["clip"]) - {""} == set(names[0])
    assert set(rows["person"]) - {""} == set(people.values())
    assert {"seam", "es"} <= set(rows["metric"])  # windows and training split are passed on
