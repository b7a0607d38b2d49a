import logging

import numpy as np
import pytest
import torch
from made_up_features import make_features

from elp.errors import DataError
from elp.features.windows import TrainingWindows


def test_a_window_is_cut_from_one_clip() -> None:
    features = make_features((40, 30, 35))
    windows = TrainingWindows(features, 20)
    assert len(windows) == 21 + 11 + 16
    batch = windows.batch(np.arange(len(windows)))
    starts = [clip.start + k for clip in features.clips for k in range(clip.frames - 19)]
    for number, start in enumerate(starts):
        rows = slice(start, start + 20)
        np.testing.assert_array_equal(batch.mfcc[number], features.mfcc[rows])
        np.testing.assert_array_equal(batch.style[number], features.style[rows])
        np.testing.assert_array_equal(batch.expression[number], features.listener_expression[rows])
        np.testing.assert_array_equal(batch.pose[number], features.listener_pose[rows])
        np.testing.assert_array_equal(batch.blink[number], features.listener_blink[rows])
        speaker = [features.speaker_expression[rows], features.speaker_pose[rows]]
        np.testing.assert_array_equal(batch.speaker[number], np.concatenate(speaker, axis=1))
    assert batch.emotion.tolist() == [0] * 21 + [1] * 11 + [2] * 16


def test_a_window_has_its_clips_first_frame_and_the_blink_before_it() -> None:
    features = make_features((40, 30, 35))
    windows = TrainingWindows(features, 20)
    batch = windows.batch(np.arange(len(windows)))
    places = [(clip, k) for clip in features.clips for k in range(clip.frames - 19)]
    for number, (clip, k) in enumerate(places):
        portrait = [features.listener_expression[clip.start], features.listener_pose[clip.start]]
        np.testing.assert_array_equal(batch.first[number], np.concatenate(portrait))
        before = features.listener_blink[clip.start + k - 1] if k else False
        assert batch.blink_before[number] == before
    assert 0 < batch.blink_before.sum() < len(places)


def test_every_window_is_equally_likely() -> None:
    windows = TrainingWindows(make_features((22, 40)), 20)
    drawn = np.concatenate(
        [windows.random_batch(64, seed=3, step=step).emotion.numpy() for step in range(100)]
    )
    # 3 of 24 windows; four standard errors of 6400 draws
    assert (drawn == 0).mean() == pytest.approx(3 / 24, abs=4 * np.sqrt(0.11 / 6400))


def test_a_batch_is_a_function_of_seed_and_step() -> None:
    windows = TrainingWindows(make_features(), 20)
    again = TrainingWindows(make_features(), 20).random_batch(8, seed=1, step=7)
    batch = windows.random_batch(8, seed=1, step=7)
    torch.testing.assert_close(batch.mfcc, again.mfcc, atol=0, rtol=0)
    assert len(batch) == 8
    assert [windows.batches(size) for size in (1, len(windows), len(windows) - 1)] == [
        len(windows),
        1,
        2,
    ]
    for other in (windows.random_batch(8, seed=1, step=8), windows.random_batch(8, seed=2, step=7)):
        assert not torch.equal(batch.mfcc, other.mfcc)


def test_short_clips_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        windows = TrainingWindows(make_features((19, 20, 21)), 20)
    assert "1 clips are shorter than 20 frames" in caplog.text
    assert set(windows.batch(np.arange(len(windows))).emotion.tolist()) == {1, 2}


def test_a_split_of_short_clips_is_an_error() -> None:
    with pytest.raises(DataError, match="none of 2 training clips has 20 frames"):
        TrainingWindows(make_features((19, 10)), 20)
