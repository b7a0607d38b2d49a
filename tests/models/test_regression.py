"""RLHG and PCH: sizes, losses, causality, the given first frame, and whole clips."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from made_up_features import make_features
from torch import Tensor

from elp.config.rlhg import PchSettings, RlhgSettings
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.features.store import FeatureSet, Statistics
from elp.features.windows import TrainingWindows, WindowBatch
from elp.models.kind import ModelKind, load_kind, new_model
from elp.models.pch import Pch, pch_loss
from elp.models.regression import pairwise_distance, spiky_distance
from elp.models.rlhg import Rlhg, rlhg_loss
from elp.models.sizes import Sizes, sizes_of
from elp.models.store import load_model, save_model
from elp.training.loop import Schedule, fit
from elp.training.optimiser import make_optimiser

SMALL = {"hidden": 12, "inputs": 16, "window": 20}
SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
KINDS = {"rlhg": rlhg_loss, "pch": pch_loss}
each_kind = pytest.mark.parametrize("name", KINDS)


def kind_of(name: str) -> ModelKind:
    return load_kind(f"elp.models.{name}")


def small(name: str, **changes: object) -> Any:
    kind = kind_of(name)
    return new_model(kind, kind.settings.model_validate(SMALL | changes), SIZES, seed=0)


def batch(size: int = 8) -> WindowBatch:
    return TrainingWindows(make_features(), 20).random_batch(size, seed=0, step=1)


def answers(model: Any, name: str, features: FeatureSet) -> dict[str, np.ndarray]:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    unscaled = Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )
    samples = kind_of(name).sample(model.eval(), features, unscaled, SamplingSettings(), 0)
    return {
        s.clip: np.concatenate([s.listener.expression, s.listener.pose], axis=1) for s in samples
    }


def trained(name: str, windows: Callable[[int], WindowBatch], steps: int, work: Path) -> Any:
    model = small(name, dropout=0.0, layers=1, optimiser={"learning_rate": 0.01})
    optimiser = make_optimiser(model, model.settings.optimiser)
    schedule = Schedule(steps, steps, steps)
    fit(model, KINDS[name], windows, optimiser, schedule, seed=0, work=work, run="a")
    return model


def test_the_published_size_of_rlhg() -> None:
    model = Rlhg(RlhgSettings(), Sizes(n_emotions=3, expression=67, pose=6, mfcc=45))
    assert sum(parameter.numel() for parameter in model.parameters()) == 248_449


def test_pch_has_four_layers_in_both_directions_and_no_layer_norm() -> None:
    model = Pch(PchSettings(), SIZES)
    assert (model.lstm.num_layers, model.lstm.bidirectional) == (4, True)
    assert not any(isinstance(part, torch.nn.LayerNorm) for part in model.modules())


def test_distances_follow_their_formulas() -> None:
    generated, target = torch.randn(2, 4, 5, 3).unbind()
    total = 0.0
    for one, other in zip(generated.flatten(0, 1), target.flatten(0, 1), strict=True):
        total += float(torch.sqrt(((one - other + 1e-6) ** 2).sum()))
    assert pairwise_distance(generated, target).item() == pytest.approx(total / 20, rel=1e-5)
    steps = [part[:, 1:] - part[:, :-1] for part in (generated, target)]
    expected = pairwise_distance(*steps)
    torch.testing.assert_close(spiky_distance(generated, target), expected)


def test_rlhg_is_compared_with_the_next_frame() -> None:
    model, windows = small("rlhg"), batch()
    listener = torch.cat([windows.expression, windows.pose], dim=-1)
    generated = model.eval()(windows.mfcc, windows.speaker, listener[:, 0])
    terms = rlhg_loss(model, windows)
    pairs = {"expression": slice(0, 5), "pose": slice(5, 7)}
    for name, part in pairs.items():
        ours, target = generated[:, :-1, part], listener[:, 1:, part]
        torch.testing.assert_close(terms[name], pairwise_distance(ours, target))
        weight = 0.001 if name == "expression" else 1.0
        expected = weight * spiky_distance(ours, target)
        torch.testing.assert_close(terms[f"{name}_spiky"], expected)


def test_pch_drops_five_frames_and_takes_l1_of_the_pose() -> None:
    model, windows = small("pch"), batch()
    listener = torch.cat([windows.expression, windows.pose], dim=-1)
    generated = model.eval()(windows.mfcc, windows.speaker, listener[:, 0])
    ours, target = generated[:, 5:-1], listener[:, 6:]
    terms = pch_loss(model, windows)
    l1 = (ours[..., 5:] - target[..., 5:]).abs().mean()
    torch.testing.assert_close(terms["pose"], l1)
    torch.testing.assert_close(terms["pose_spiky"], l1)
    expected = pairwise_distance(ours[..., :5], target[..., :5])
    torch.testing.assert_close(terms["expression"], expected)


@each_kind
def test_every_parameter_gets_a_gradient(name: str) -> None:
    model = small(name)
    torch.stack(list(KINDS[name](model, batch()).values())).sum().backward()
    for key, parameter in model.named_parameters():
        assert parameter.grad is not None, key
        assert parameter.grad.abs().sum() > 0, key


@each_kind
def test_one_batch_can_be_overfitted(name: str, tmp_path: Path) -> None:
    windows = batch(4)
    model = trained(name, lambda step: windows, 250, tmp_path)
    mean = small(name)
    with torch.no_grad():
        for parameter in mean.move.parameters():
            parameter.zero_()
        before = KINDS[name](mean.train(), windows)["expression"]
        after = KINDS[name](model.train(), windows)["expression"]
    assert after < 0.5 * before


def test_rlhg_does_not_hear_the_future() -> None:
    """Frame t + 1 reads the speaker's frames up to t."""
    model, windows = small("rlhg").eval(), batch(1)
    changed = windows.speaker.clone()
    changed[:, 10:] += 1
    one, other = (
        model(windows.mfcc, speaker, windows.first) for speaker in (windows.speaker, changed)
    )
    torch.testing.assert_close(one[:, :10], other[:, :10], atol=0, rtol=0)
    assert not torch.allclose(one[:, 10], other[:, 10])


def levelled(features: FeatureSet) -> FeatureSet:
    """Listeners who hold a level that only their first frame reveals."""
    expression = np.zeros_like(features.listener_expression)
    for number, clip in enumerate(features.clips):
        expression[clip.rows] = (-1) ** number
    return replace(features, listener_expression=expression)


def swapped(features: FeatureSet) -> FeatureSet:
    """The first frames of the first two clips exchanged."""
    expression = features.listener_expression.copy()
    first, second = (clip.start for clip in features.clips[:2])
    expression[[first, second]] = expression[[second, first]]
    return replace(features, listener_expression=expression)


@each_kind
def test_the_given_first_frame_matters(name: str, tmp_path: Path) -> None:
    features = levelled(make_features((40, 40, 40, 40)))
    windows = TrainingWindows(features, 20)
    model = trained(name, lambda step: windows.random_batch(8, 0, step), 150, tmp_path)
    own, other = (answers(model, name, part) for part in (features, swapped(features)))
    for clip, level in (("clip0", 1.0), ("clip1", -1.0)):
        assert own[clip][5:15, :5].mean() * level > 0.5
        assert other[clip][5:15, :5].mean() * level < -0.5


@each_kind
def test_whole_clips_of_any_length_begin_with_the_given_frame(name: str) -> None:
    features = make_features((40, 1, 7))
    model = small(name)
    motions = answers(model, name, features)
    assert {clip: len(motion) for clip, motion in motions.items()} == {
        "clip0": 40,
        "clip1": 1,
        "clip2": 7,
    }
    for clip in features.clips:
        expected = features.listener_expression[clip.start]
        np.testing.assert_allclose(motions[clip.name][0, :5], expected)
    alone = answers(model, name, replace(features, clips=features.clips[2:]))
    np.testing.assert_allclose(alone["clip2"], motions["clip2"], atol=1e-6)


@each_kind
def test_a_saved_model_gives_the_same_listener(name: str, tmp_path: Path) -> None:
    model, features = small(name), make_features()
    save_model(tmp_path / "model.safetensors", f"elp.models.{name}", model)
    _, loaded = load_model(tmp_path / "model.safetensors")
    for clip, motion in answers(model, name, features).items():
        np.testing.assert_array_equal(motion, answers(loaded, name, features)[clip])


@each_kind
def test_batches_depend_on_seed_and_step_alone(name: str) -> None:
    model, features = small(name), make_features()
    assert sizes_of(features) == SIZES
    schedule = ScheduleSettings(steps=7, batch_size=3)
    splits = TrainingSplits(features)
    (stage,) = kind_of(name).stages(model, splits, schedule, 1)
    one, again = (stage.batch_of_step(2) for _ in range(2))
    assert isinstance(one, WindowBatch)
    assert isinstance(again, WindowBatch)
    assert len(one) == 3
    assert stage.steps == 7
    torch.testing.assert_close(one.mfcc, again.mfcc, atol=0, rtol=0)
    (differently,) = kind_of(name).stages(model, splits, schedule, 2)
    other: Tensor = differently.batch_of_step(2).mfcc
    assert not torch.equal(one.mfcc, other)


@pytest.mark.parametrize(("settings", "fewest"), [(RlhgSettings, 3), (PchSettings, 8)])
def test_a_window_too_short_for_the_losses_is_refused(
    settings: type[RlhgSettings], fewest: int
) -> None:
    assert settings.model_validate({"window": fewest}).window == fewest
    with pytest.raises(ValueError, match=f"the losses need at least {fewest} frames"):
        settings.model_validate({"window": fewest - 1})
