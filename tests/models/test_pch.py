"""PCH against its description, written out by hand; test_regression.py has the rest."""

from typing import Any

import numpy as np
import pytest
import torch
from made_up_features import make_features
from torch import Tensor

from elp.config.rlhg import PchSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import Statistics
from elp.features.windows import TrainingWindows
from elp.models.kind import load_kind, new_model
from elp.models.pch import Pch, pch_loss
from elp.models.sizes import Sizes

SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
KIND = load_kind("elp.models.pch")


def small(**changes: object) -> Any:
    settings = PchSettings.model_validate({"hidden": 6, "inputs": 8, "window": 20} | changes)
    return new_model(KIND, settings, SIZES, seed=0)


def inputs(frames: int = 12) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    shapes = ((2, frames, 29), (2, frames, 7), (2, 7))
    mfcc, speaker, first = (torch.randn(shape, generator=generator) for shape in shapes)
    return mfcc, speaker, first


def test_the_size_follows_from_the_layers() -> None:
    model = Pch(PchSettings(), Sizes(n_emotions=3, expression=67, pose=6, mfcc=45))
    before = (45 + 2 * 73) * 192 + 192 + 2 * 192  # linear layer, batch normalisation
    layer = 2 * 4 * 96 * (192 + 96)  # both directions, four gates, no bias
    assert sum(p.numel() for p in model.parameters()) == before + 4 * layer + 192 * 73 + 73


def test_the_defaults_are_as_published() -> None:
    settings = PchSettings()
    sizes = (settings.hidden, settings.inputs, settings.layers, settings.window, settings.skipped)
    assert sizes == (96, 192, 4, 90, 5)
    assert settings.optimiser.learning_rate == 2e-3


def test_the_lstm_reads_a_normalised_layer_without_tanh() -> None:
    model, (mfcc, speaker, first) = small(dropout=0.0).train(), inputs()
    read: list[Tensor] = []
    model.lstm.register_forward_pre_hook(lambda module, given: read.append(given[0]))
    model(mfcc, speaker, first)
    heard = torch.cat([mfcc, speaker, first[:, None].expand(-1, 12, -1)], dim=-1)
    layer = heard @ model.hear.weight.T + model.hear.bias
    mean, variance = layer.mean(dim=(0, 1)), layer.var(dim=(0, 1), unbiased=False)
    expected = (layer - mean) / (variance + 1e-5).sqrt()
    torch.testing.assert_close(read[0], expected, atol=1e-5, rtol=1e-4)


def test_the_network_adds_to_the_first_frame() -> None:
    model, (mfcc, speaker, first) = small().eval(), inputs()
    with torch.no_grad():
        for parameter in model.move.parameters():
            parameter.zero_()
    expected = first[:, None].expand(-1, 12, -1)
    torch.testing.assert_close(model(mfcc, speaker, first), expected)


@pytest.mark.parametrize("place", [0, 11])
def test_every_frame_hears_the_past_and_the_future(place: int) -> None:
    model, given = small().eval(), inputs()
    mfcc, speaker, first = (part.requires_grad_() for part in given)
    model(mfcc, speaker, first)[:, place].sum().backward()
    for part in (mfcc, speaker):
        assert part.grad is not None
        assert (part.grad.abs().sum(dim=(0, 2)) > 0).all()


def test_the_losses_follow_their_formulas() -> None:
    model, windows = small().eval(), TrainingWindows(make_features(), 20).random_batch(3, 0, 1)
    listener = torch.cat([windows.expression, windows.pose], dim=-1)
    with torch.no_grad():
        generated = model(windows.mfcc, windows.speaker, listener[:, 0])
        terms = pch_loss(model, windows)
    distances, spikes, l1 = [], [], []
    for ours, real in zip(generated, listener, strict=True):
        for t in range(5, 19):
            error = ours[t] - real[t + 1]
            distances.append((error[:5] + 1e-6).norm())
            l1.extend(error[5:].abs())
        for t in range(5, 18):
            step, real_step = ours[t + 1] - ours[t], real[t + 2] - real[t + 1]
            spikes.append((step[:5] - real_step[:5] + 1e-6).norm())
    expected = {
        "expression": torch.stack(distances).mean(),
        "pose": torch.stack(l1).mean(),
        "expression_spiky": 0.001 * torch.stack(spikes).mean(),
        "pose_spiky": torch.stack(l1).mean(),
    }
    assert terms.keys() == expected.keys()
    for name, value in expected.items():
        torch.testing.assert_close(terms[name], value)


def test_dropout_acts_in_training_only() -> None:
    for dropout, model in ((0.5, small(dropout=0.5)), (0.0, small(dropout=0.0))):
        one, other = (model.train()(*inputs()) for _ in range(2))
        assert torch.equal(one, other) == (dropout == 0)
        torch.testing.assert_close(model.eval()(*inputs()), model(*inputs()), atol=0, rtol=0)


def test_a_clip_is_the_given_frame_and_then_the_predicted_ones() -> None:
    features, model = make_features((40,)), small().eval()
    widths = {"listener_expression": 5, "listener_pose": 2}
    unscaled = Statistics(
        {name: np.zeros(width) for name, width in widths.items()},
        {name: np.ones(width) for name, width in widths.items()},
    )
    (sample,) = KIND.sample(model, features, unscaled, SamplingSettings(), 0)
    motion = np.concatenate([sample.listener.expression, sample.listener.pose], axis=1)
    windows = TrainingWindows(features, 40).batch(np.array([0]))
    with torch.no_grad():
        following = model(windows.mfcc, windows.speaker, windows.first)[0].numpy()
    np.testing.assert_allclose(motion[0], windows.first[0])
    np.testing.assert_allclose(motion[1:], following[:-1], atol=1e-5)
    assert sample.sample == 0
    assert not sample.blink_probability.any()
