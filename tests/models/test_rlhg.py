"""RLHG against its description, written out by hand; test_regression.py has the rest."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from made_up_features import make_features
from torch import Tensor
from torch.nn import functional as F

from elp.config.rlhg import RlhgSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureSet, Statistics
from elp.features.windows import TrainingWindows
from elp.models.kind import load_kind, new_model
from elp.models.rlhg import rlhg_loss
from elp.models.sizes import Sizes
from elp.samples.store import Sample

SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
KIND = load_kind("elp.models.rlhg")


def small(**changes: object) -> Any:
    settings = RlhgSettings.model_validate({"hidden": 6, "inputs": 8, "window": 20} | changes)
    return new_model(KIND, settings, SIZES, seed=0)


def sampled(model: Any, features: FeatureSet, seed: int = 0) -> list[Sample]:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    unscaled = Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )
    return list(KIND.sample(model.eval(), features, unscaled, SamplingSettings(), seed))


def inputs(frames: int = 12) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    shapes = ((2, frames, 29), (2, frames, 7), (2, 7))
    mfcc, speaker, first = (torch.randn(shape, generator=generator) for shape in shapes)
    return mfcc, speaker, first


def cell(
    heard: Tensor, hidden: Tensor, state: Tensor, over: Tensor, back: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of an LSTM without biases."""
    take, forget, new, out = (heard @ over.T + hidden @ back.T).chunk(4, dim=-1)
    state = forget.sigmoid() * state + take.sigmoid() * new.tanh()
    return out.sigmoid() * state.tanh(), state


def test_the_network_is_the_published_one() -> None:
    mfcc, speaker, first = inputs()
    model = small().eval()
    normal, bend, tanh, spread = model.begin
    assert isinstance(tanh, torch.nn.Tanh)
    begun = spread(torch.tanh(bend(F.layer_norm(first, (7,), normal.weight, normal.bias))))
    hidden, states = (list(part.chunk(2, dim=-1)) for part in begun.chunk(2, dim=-1))
    normal, widen, *_ = model.hear
    weights = dict(model.lstm.named_parameters())
    expected = []
    for now in torch.cat([mfcc, speaker], dim=-1).unbind(dim=1):
        signal = torch.tanh(widen(F.layer_norm(now, (36,), normal.weight, normal.bias)))
        for layer in range(2):
            over, back = (weights[f"weight_{name}_l{layer}"] for name in ("ih", "hh"))
            signal, states[layer] = cell(signal, hidden[layer], states[layer], over, back)
            hidden[layer] = signal
        expected.append(model.move(signal))
    frames = model(mfcc, speaker, first)
    torch.testing.assert_close(frames, torch.stack(expected, dim=1), atol=1e-5, rtol=1e-4)


def test_the_defaults_are_as_published() -> None:
    settings = RlhgSettings()
    sizes = (settings.hidden, settings.inputs, settings.layers, settings.window)
    assert sizes == (96, 192, 2, 90)
    assert settings.dropout == 0.1
    assert (settings.spiky_expression, settings.spiky_pose) == (0.001, 1.0)
    optimiser = settings.optimiser
    assert (optimiser.algorithm, optimiser.betas) == ("adamw", (0.9, 0.999))
    assert (optimiser.learning_rate, optimiser.weight_decay, optimiser.decay) == (2e-3, 0.05, 0.5)


def test_the_losses_follow_their_formulas() -> None:
    model, windows = small().eval(), TrainingWindows(make_features(), 20).random_batch(3, 0, 1)
    listener = torch.cat([windows.expression, windows.pose], dim=-1)
    with torch.no_grad():
        generated = model(windows.mfcc, windows.speaker, listener[:, 0])
        terms = rlhg_loss(model, windows)
    for name, part, weight in (("expression", slice(0, 5), 0.001), ("pose", slice(5, 7), 1.0)):
        distances, spikes = [], []
        for ours, real in zip(generated[..., part], listener[..., part], strict=True):
            for t in range(19):
                distances.append((ours[t] - real[t + 1] + 1e-6).norm())
            for t in range(18):
                step, real_step = ours[t + 1] - ours[t], real[t + 2] - real[t + 1]
                spikes.append((step - real_step + 1e-6).norm())
        torch.testing.assert_close(terms[name], torch.stack(distances).mean())
        torch.testing.assert_close(terms[f"{name}_spiky"], weight * torch.stack(spikes).mean())


def test_dropout_acts_in_training_only() -> None:
    for dropout, model in ((0.5, small(dropout=0.5)), (0.0, small(dropout=0.0))):
        one, other = (model.train()(*inputs()) for _ in range(2))
        assert torch.equal(one, other) == (dropout == 0)
        torch.testing.assert_close(model.eval()(*inputs()), model(*inputs()), atol=0, rtol=0)


@pytest.mark.parametrize("heard", ["mfcc", "speaker_expression", "speaker_pose"])
def test_frame_t_plus_1_of_a_clip_reads_the_speaker_up_to_t(heard: str) -> None:
    features, model = make_features((40,)), small()
    values = getattr(features, heard).copy()
    values[17] += 3
    one, other = (
        sampled(model, part)[0].listener.expression
        for part in (features, replace(features, **{heard: values}))
    )
    np.testing.assert_allclose(one[:18], other[:18], atol=1e-6)
    assert np.abs(one[18] - other[18]).max() > 1e-4


def test_each_clip_has_one_listener_for_any_seed_without_blinks() -> None:
    features, model = make_features((40, 1, 7)), small()
    samples = sampled(model, features)
    assert [(sample.clip, sample.sample) for sample in samples] == [
        ("clip0", 0),
        ("clip1", 0),
        ("clip2", 0),
    ]
    for sample, again in zip(samples, sampled(model, features, seed=1), strict=True):
        np.testing.assert_array_equal(sample.listener.expression, again.listener.expression)
        np.testing.assert_array_equal(sample.listener.pose, again.listener.pose)
        assert not sample.blink_probability.any()
