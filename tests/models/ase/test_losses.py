import math

import pytest
import torch
from small_ase import SIZES, small_ase, speech_and_style

from elp.features.windows import WindowBatch
from elp.models.ase.losses import (
    ase_loss,
    blink_cross_entropy,
    blink_variation,
    emotion_cross_entropy,
    motion_distance,
)

B, T, N = 6, 20, 3


def batch() -> WindowBatch:
    mfcc, style = speech_and_style(B, T)
    torch.manual_seed(3)
    return WindowBatch(
        mfcc=mfcc,
        style=style,
        speaker=torch.randn(B, T, SIZES.motion),
        expression=torch.randn(B, T, SIZES.expression),
        pose=torch.randn(B, T, SIZES.pose),
        blink=(torch.rand(B, T) < 0.2).float(),
        blink_before=torch.zeros(B),
        first=torch.randn(B, SIZES.motion),
        emotion=torch.tensor([0, 1, 2, 0, 0, 1]),
    )


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_motion_distance_is_eq_3() -> None:
    generated, target = torch.randn(2, 4, 3), torch.randn(2, 4, 3)
    for window in range(2):
        expected = sum(
            math.sqrt(sum((generated[window, t, c] - target[window, t, c]) ** 2 for c in range(3)))
            for t in range(4)
        )
        assert motion_distance(generated, target)[window].item() == pytest.approx(expected)


def test_motion_distance_has_a_gradient_at_zero() -> None:
    generated = torch.zeros(1, 2, 3, requires_grad=True)
    motion_distance(generated, torch.zeros(1, 2, 3)).sum().backward()
    assert generated.grad is not None
    assert generated.grad.isfinite().all()


def test_blink_terms_are_eq_4_and_eq_5() -> None:
    logits, blink = torch.randn(2, 5), torch.tensor([[0.0, 1, 1, 0, 0], [1, 0, 0, 0, 1]])
    for window in range(2):
        p = [sigmoid(x) for x in logits[window].tolist()]
        phi = blink[window].tolist()
        entropy = -sum(
            f * math.log(q) + (1 - f) * math.log(1 - q) for f, q in zip(phi, p, strict=True)
        )
        variation = sum(abs(p[t] - p[t - 1]) for t in range(1, 5))
        assert blink_cross_entropy(logits, blink)[window].item() == pytest.approx(entropy, rel=1e-5)
        assert blink_variation(logits)[window].item() == pytest.approx(variation, rel=1e-5)


def test_emotion_cross_entropy_is_eq_6_on_softmax() -> None:
    logits, emotion = torch.randn(4, N), torch.tensor([2, 0, 1, 1])
    for window in range(4):
        powers = [math.exp(x) for x in logits[window].tolist()]
        predicted = [power / sum(powers) for power in powers]
        e = [float(n == emotion[window]) for n in range(N)]
        expected = -sum(
            e[n] * math.log(predicted[n]) + (1 - e[n]) * math.log(1 - predicted[n])
            for n in range(N)
        )
        binary = emotion_cross_entropy(logits, emotion, binary=True)
        assert binary[window].item() == pytest.approx(expected, rel=1e-5)
        plain = emotion_cross_entropy(logits, emotion, binary=False)
        assert plain[window].item() == pytest.approx(
            -math.log(predicted[int(emotion[window])]), rel=1e-5
        )


def test_a_certain_mistake_is_finite() -> None:
    loss = emotion_cross_entropy(torch.tensor([[500.0, -500.0]]), torch.tensor([1]), binary=True)
    assert loss.item() == pytest.approx(-2 * math.log(1e-7), rel=0.05)


def terms(**settings: object) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return ase_loss(small_ase(**settings).eval(), batch())


def test_the_weights_are_those_of_eq_7() -> None:
    weighted = terms()
    plain = terms(loss={"blink": 1, "emotion": 1, "smoothness": 1})
    assert list(weighted) == ["expression", "pose", "blink", "emotion", "smoothness"]
    for name, weight in zip(weighted, (1, 1, 5, 5, 0.01), strict=True):
        torch.testing.assert_close(weighted[name], weight * plain[name])


def test_the_mean_over_time_divides_all_but_the_emotion() -> None:
    summed, averaged = terms(), terms(readings={"reduction": "mean_t"})
    for name, value in summed.items():
        torch.testing.assert_close(averaged[name], value if name == "emotion" else value / T)


@pytest.mark.parametrize("reading", [{}, {"head": "full"}, {"code_repr": "index"}])
def test_mixed_precision_agrees_roughly_and_has_gradients(
    reading: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Autocast as on a GPU, here on the CPU: losses in float32, each parameter has a gradient.

    Without oneDNN, whose bfloat16 kernels gave NaN on one processor: no GPU runs them, nor does
    the workflow, which trains in float32 on a CPU.
    """
    model = small_ase(dropout=0.0, readings=reading)
    torch.manual_seed(0)
    exact = ase_loss(model, batch())
    torch.manual_seed(0)
    monkeypatch.setattr(torch.backends.mkldnn, "enabled", False)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rounded = ase_loss(model, batch())
    for name, term in rounded.items():
        assert term.dtype == torch.float32
        torch.testing.assert_close(term, exact[name], rtol=0.1, atol=0.01)
    torch.stack(list(rounded.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
