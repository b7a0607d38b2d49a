"""How far it sees, and its number of parameters, are in test_model.py."""

import pytest
import torch
from torch import Tensor, nn

from elp.models.ase.emotion_branch import EmotionBranch

S, N = 10, 3
# Peddinti et al. 2015: the frames that each layer splices.
SPLICES = ((-2, -1, 0, 1, 2), (-1, 2), (-3, 3), (-7, 2), (0,))


def branch() -> EmotionBranch:
    """An untrained branch whose normalisation is not trivial."""
    torch.manual_seed(0)
    model = EmotionBranch(S, 8, 12, N)
    model(torch.randn(16, 50, S) * 2 + 1)
    for layer in model.tdnn:
        if isinstance(layer, nn.BatchNorm1d):
            nn.init.normal_(layer.weight)
            nn.init.normal_(layer.bias)
    return model.eval()


def hidden(model: EmotionBranch, style: Tensor, layer: int, time: int) -> Tensor:
    """A frame of a layer as in the TDNN paper; the ends of the window are repeated."""
    if layer < 0:
        return style[min(max(time, 0), len(style) - 1)]
    convolution, _, normalisation = model.tdnn[3 * layer : 3 * layer + 3]
    spliced = [hidden(model, style, layer - 1, time + offset) for offset in SPLICES[layer]]
    affine = sum(
        (
            weight @ frame
            for weight, frame in zip(convolution.weight.unbind(2), spliced, strict=True)
        ),
        start=convolution.bias,
    )
    deviation = (normalisation.running_var + normalisation.eps).sqrt()
    normal = (torch.relu(affine) - normalisation.running_mean) / deviation
    return normal * normalisation.weight + normalisation.bias


def test_agrees_with_splices_one_frame_at_a_time() -> None:
    model, style = branch().double(), torch.randn(6, S, dtype=torch.float64)
    with torch.no_grad():
        frames = torch.stack([hidden(model, style, 4, time) for time in range(len(style))])
        pooled = torch.cat([frames.mean(0), (frames.var(0, correction=0) + 1e-5).sqrt()])
        torch.testing.assert_close(model(style[None])[0], model.mlp(pooled))


@pytest.mark.parametrize("frames", [1, 2, 50, 120])
def test_a_window_of_any_length_has_one_emotion(frames: int) -> None:
    assert branch()(torch.randn(4, frames, S)).shape == (4, N)


def test_a_constant_style_does_not_depend_on_its_length() -> None:
    model, style = branch(), torch.randn(1, 1, S)
    torch.testing.assert_close(model(style.expand(1, 50, S)), model(style.expand(1, 9, S)))


def test_a_constant_style_has_a_finite_gradient() -> None:
    style = torch.zeros(2, 50, S, requires_grad=True)
    branch()(style).square().sum().backward()
    assert style.grad is not None
    assert style.grad.isfinite().all()


def test_windows_of_a_batch_do_not_mix() -> None:
    model, style = branch(), torch.randn(5, 20, S)
    alone = torch.cat([model(window[None]) for window in style])
    torch.testing.assert_close(model(style), alone, atol=1e-6, rtol=1e-5)
