"""Its number of parameters is in test_model.py."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from elp.models.ase.code_branch import CodeBranch

CONVOLUTIONS = 8


def branch(conv_layers: int = CONVOLUTIONS) -> CodeBranch:
    torch.manual_seed(0)
    return CodeBranch(10, 16, 12, conv_layers=conv_layers, lstm_layers=3)


@pytest.mark.parametrize("frames", [1, 2, 50])
def test_logits_of_every_frame(frames: int) -> None:
    assert branch()(torch.randn(3, frames, 10)).shape == (3, frames, 12)


def test_the_depth_follows_the_settings() -> None:
    model = branch(conv_layers=5)
    assert sum(isinstance(module, nn.Conv1d) for module in model.modules()) == 5
    assert model.lstm.num_layers == 3


def test_a_frame_sees_the_past_and_one_frame_ahead_per_convolution() -> None:
    style = torch.randn(1, 40, 10, requires_grad=True)
    branch().double()(style.double())[0, 20].sum().backward()
    assert style.grad is not None
    seen = style.grad.abs().sum(dim=(0, 2)).nonzero().flatten()
    assert seen.tolist() == list(range(20 + CONVOLUTIONS + 1))


def test_residual_convolutions_of_zero_change_nothing() -> None:
    model, style = branch(), torch.randn(2, 30, 10)
    for convolution in model.convolutions[1:]:
        nn.init.zeros_(convolution.weight)
        nn.init.zeros_(convolution.bias)
    first = model.convolutions[0](style.transpose(1, 2))
    hidden: Tensor = model.lstm(F.leaky_relu(first, 0.2).transpose(1, 2))[0]
    torch.testing.assert_close(model(style), model.mlp(hidden))


def test_windows_of_a_batch_do_not_mix() -> None:
    model, style = branch(), torch.randn(4, 20, 10)
    alone = torch.cat([model(window[None]) for window in style])
    torch.testing.assert_close(model(style), alone, atol=1e-6, rtol=1e-5)
