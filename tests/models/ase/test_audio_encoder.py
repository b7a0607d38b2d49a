"""Its sixteen convolutions and its number of parameters are in test_model.py."""

import pytest
import torch
from torch import nn

from elp.models.ase.audio_encoder import AudioEncoder, Bottleneck

REACH = 9  # frames: 3 of the 7×7 convolution, 1 of the pooling, 1 of each of five bottlenecks


def encoder(dropout: float = 0.0) -> AudioEncoder:
    torch.manual_seed(0)
    return AudioEncoder(4, 6, dropout).eval()


@pytest.mark.parametrize("frames", [1, 2, 7, 50, 101])
@pytest.mark.parametrize("coefficients", [13, 29])
def test_each_frame_gets_one_vector(frames: int, coefficients: int) -> None:
    assert encoder()(torch.randn(3, frames, coefficients)).shape == (3, frames, 6)


def test_a_frame_hears_nine_frames_to_each_side() -> None:
    speech = torch.randn(1, 60, 29, requires_grad=True)
    encoder()(speech)[0, 30].sum().backward()
    assert speech.grad is not None
    heard = speech.grad.abs().sum(dim=(0, 2)).nonzero().flatten() - 30
    assert (heard.min().item(), heard.max().item()) == (-REACH, REACH)


def test_later_speech_gives_later_features() -> None:
    speech = torch.randn(1, 80, 29)
    early, late = encoder()(speech[:, :70]), encoder()(speech[:, 10:])
    inner = slice(10 + REACH, 70 - REACH)
    torch.testing.assert_close(late[:, inner.start - 10 : inner.stop - 10], early[:, inner])


def test_windows_of_a_batch_do_not_mix() -> None:
    speech = torch.randn(4, 20, 29)
    alone = torch.cat([encoder()(window[None]) for window in speech])
    torch.testing.assert_close(encoder()(speech), alone, atol=1e-5, rtol=1e-5)


def test_features_are_dropped_in_training_only() -> None:
    model, speech = encoder(dropout=0.25), torch.randn(8, 50, 29)
    assert (model(speech) != 0).all()
    model.dropout.train()
    # 2400 features; four standard errors
    dropped = (model(speech) == 0).float().mean().item()
    assert dropped == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 2400) ** 0.5)


def test_a_bottleneck_with_a_body_of_zero_returns_its_input() -> None:
    block = Bottleneck(8, 2, (1, 1)).eval()
    nn.init.zeros_(block.body[-1].weight)
    x = torch.rand(2, 8, 5, 7)
    torch.testing.assert_close(block(x), x, atol=0, rtol=0)
