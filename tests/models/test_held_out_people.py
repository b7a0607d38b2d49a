"""Every trained model learns from some people and is validated on others."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_up_features import make_features
from small_ase import SMALL as SMALL_ASE
from small_l2l import SMALL as SMALL_L2L

from elp.config.models import MODELS
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits, hold_out
from elp.features.store import FeatureSet
from elp.features.windows import WindowBatch, fitting_length
from elp.models.kind import TrainingStage, load_kind, new_model, validation_on
from elp.models.sizes import sizes_of

SMALL: dict[str, dict[str, Any]] = {
    "ase": SMALL_ASE,
    "l2l": SMALL_L2L,
    "rlhg": {"hidden": 6, "inputs": 8, "window": 20},
    "pch": {"hidden": 6, "inputs": 8, "window": 20},
}
SCHEDULE = ScheduleSettings(steps=5, batch_size=16, validation=0.34, validate_every=2)


def three_people(frames: int = 130) -> FeatureSet:
    """Six clips of three listeners; every value of the one who is held out is 1000."""
    features = make_features((frames,) * 6)
    people = ("a", "b", "c") * 2
    clips = tuple(
        clip.model_copy(update={"listener_id": person})
        for clip, person in zip(features.clips, people, strict=True)
    )
    features = replace(features, clips=clips)
    valid = hold_out(features, 0.34).valid
    assert valid is not None
    for clip in valid.clips:
        for values in (features.mfcc, features.speaker_pose, features.listener_expression):
            values[clip.rows] = 1000
    return features


def stages_of(name: str, features: FeatureSet) -> list[TrainingStage]:
    kind = load_kind(MODELS[name].module)
    settings = kind.settings.model_validate(SMALL[name])
    model = new_model(kind, settings, sizes_of(features), 0)
    return list(kind.stages(model, hold_out(features, SCHEDULE.validation), SCHEDULE, 0))


@pytest.mark.parametrize("name", MODELS)
def test_nobody_is_learned_from_and_validated_on(name: str) -> None:
    features = three_people()
    for stage in stages_of(name, features):
        assert stage.validation is not None
        assert stage.validation.every == 2
        for step in range(1, 30):
            batch = stage.batch_of_step(step)
            assert isinstance(batch, WindowBatch)
            assert batch.mfcc.max() < 1000
            assert batch.expression.max() < 1000
        for batch in stage.validation.batches:
            assert isinstance(batch, WindowBatch)
            assert batch.mfcc.min() == batch.expression.min() == 1000


@pytest.mark.parametrize(("frames", "windows"), [(39, 1), (40, 2), (41, 2), (79, 3)])
def test_each_frame_is_validated_on_at_most_once(frames: int, windows: int) -> None:
    features = make_features((frames, 19, 25))
    features.mfcc[:, 0] = np.arange(len(features.mfcc))
    validation = validation_on(TrainingSplits(features, features), 20, SCHEDULE)
    assert validation is not None
    seen = np.concatenate([batch.mfcc[:, :, 0].flatten() for batch in validation.batches])
    first = [20 * number for number in range(windows)]
    second = frames + 19  # the clip of 19 frames is too short
    expected = [start + frame for start in (*first, second) for frame in range(20)]
    assert seen.tolist() == expected


def test_of_many_windows_some_from_all_clips_are_validated_on() -> None:
    features = make_features((400,) * 20)
    validation = validation_on(TrainingSplits(features, features), 20, SCHEDULE)
    assert validation is not None
    assert sum(map(len, validation.batches)) == 256
    portraits = np.concatenate([batch.first[:, 0] for batch in validation.batches])
    assert len(np.unique(portraits)) == 20


def test_windows_are_as_short_as_held_out_clips_ask_for() -> None:
    splits = TrainingSplits(make_features((40, 40)), make_features((10, 10)))
    length = fitting_length(splits.parts, 20, 3)
    validation = validation_on(splits, length, SCHEDULE)
    assert validation is not None
    assert [batch.mfcc.shape[:2] for batch in validation.batches] == [(2, 10)]
