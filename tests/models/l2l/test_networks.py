"""Learning2Listen's networks: sizes, quantiser, attention, nucleus, gradients."""

import math

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_l2l import SMALL, small
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.l2l import PredictorSettings, VqVaeSettings
from elp.config.schedule import ScheduleSettings
from elp.features.splits import TrainingSplits
from elp.models.l2l.kind import KIND, groups
from elp.models.l2l.nucleus import draw, nucleus_probabilities
from elp.models.l2l.predictor import Predictor, keep_newest, mask_past
from elp.models.l2l.transformer import Attention
from elp.models.l2l.vqvae import QuantisedVectors, Quantiser, VqVae, vqvae_loss
from elp.models.sizes import Sizes


def size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_the_published_sizes() -> None:
    """The released predictor builds a Transformer of the past, but never runs it."""
    assert size(VqVae(VqVaeSettings(), 56)) == 13_034_552
    whole, run = (
        Predictor(PredictorSettings(past=past), 200, 56, audio=128, audio_per_frame=4)
        for past in ("transformer", "tokens")
    )
    assert size(whole) == 5_438_224
    assert size(run) == 5_438_224 - size(whole.past.blocks) == 5_225_696
    audio, motion = torch.randn(2, 160, 128), torch.randn(2, 40, 56)
    assert run(audio, motion, torch.zeros(2, 4).long()).shape == (2, 9, 200)


def test_the_quantiser_is_the_papers() -> None:
    """Nearest code, ‖sg(z) − c‖² + β ‖z − sg(c)‖², gradient copied through."""
    quantiser = Quantiser(6, 3, commitment=0.25)
    nn.init.normal_(quantiser.codebook.weight)
    encoded = torch.randn(2, 4, 3, requires_grad=True)
    quantised = quantiser(encoded)
    book = quantiser.codebook.weight
    for b in range(2):
        for n in range(4):
            distances = [(encoded[b, n] - code).square().sum().item() for code in book]
            assert quantised.codes[b, n] == int(np.argmin(distances))
    vectors = book[quantised.codes]
    expected = 1.25 * (encoded - vectors).square().mean()
    assert quantised.loss.item() == pytest.approx(expected.item(), rel=1e-5)
    torch.testing.assert_close(quantised.vectors, vectors)

    weight = torch.randn(2, 4, 3)
    (through,) = torch.autograd.grad((quantised.vectors * weight).sum(), encoded, retain_graph=True)
    torch.testing.assert_close(through, weight)
    to_encoder, to_book = torch.autograd.grad(quantised.loss, (encoded, book))
    torch.testing.assert_close(to_encoder, 0.25 * 2 * (encoded - vectors).detach() / 24)
    pulled = torch.zeros_like(book)
    for code, vector in zip(quantised.codes.flatten(), encoded.flatten(0, 1), strict=True):
        pulled[code] += 2 * (book[code] - vector).detach() / 24
    torch.testing.assert_close(to_book, pulled)


def test_attention_is_torchs_with_another_scale() -> None:
    attention = Attention(12, heads=3)
    queries, context = torch.randn(2, 5, 12), torch.randn(2, 7, 12)

    def heads(values: Tensor) -> Tensor:
        return values.unflatten(2, (3, 4)).transpose(1, 2)

    key, value = attention.key_value(context).chunk(2, dim=-1)
    attended = F.scaled_dot_product_attention(
        heads(attention.query(queries)), heads(key), heads(value), scale=12**-0.5
    )
    expected = attention.output(attended.transpose(1, 2).flatten(2))
    torch.testing.assert_close(attention(queries, context), expected)


def plain_nucleus(logits: list[float], share: float, temperature: float) -> list[float]:
    """The definition, in plain Python."""
    powers = [math.exp(value / temperature) for value in logits]
    probabilities = [power / sum(powers) for power in powers]
    order = sorted(range(len(logits)), key=lambda code: -probabilities[code])
    kept: list[int] = []
    while sum(probabilities[code] for code in kept) < share:
        kept.append(order[len(kept)])
    total = sum(probabilities[code] for code in kept)
    return [p / total if code in kept else 0.0 for code, p in enumerate(probabilities)]


@pytest.mark.parametrize(
    ("share", "temperature"), [(0.9, 0.7), (0.5, 1.0), (1.0, 2.0), (0.01, 1.0)]
)
def test_the_nucleus_is_the_smallest_set_that_reaches_p(share: float, temperature: float) -> None:
    logits = torch.randn(20, 9, generator=torch.Generator().manual_seed(0))
    nucleus = nucleus_probabilities(logits, share, temperature)
    for row, probabilities in zip(logits.tolist(), nucleus.tolist(), strict=True):
        # rounding may keep the sum of all probabilities below 1
        assert probabilities == pytest.approx(
            plain_nucleus(row, min(share, 1 - 1e-9), temperature), abs=1e-6
        )


def test_codes_are_drawn_by_the_probabilities_of_the_nucleus_only() -> None:
    probabilities = nucleus_probabilities(torch.tensor([[2.0, 0.0, 1.0, -3.0]]), 0.9, 0.7)
    uniform = torch.from_numpy(np.random.default_rng(0).random(20_000))
    codes = draw(probabilities.expand(20_000, -1), uniform)
    shares = np.bincount(codes, minlength=4) / 20_000
    np.testing.assert_allclose(shares, probabilities[0], atol=0.015)
    assert (shares[probabilities[0].numpy() == 0] == 0).all()
    assert draw(probabilities, torch.tensor([1 - 1e-12], dtype=torch.float64)).item() in (0, 2)


def test_only_the_newest_codes_of_some_pasts_are_known() -> None:
    torch.manual_seed(0)
    masked = mask_past(torch.zeros(4000, 4).long(), share=0.5, mask=9)
    hidden = (masked == 9).sum(dim=1)
    assert set(masked.unique().tolist()) == {0, 9}
    assert (masked.diff(dim=1) <= 0).all()  # once known, known to the end
    assert (hidden > 0).float().mean().item() == pytest.approx(0.5, abs=0.03)
    shares = torch.bincount(hidden, minlength=5)[1:] / 4000
    np.testing.assert_allclose(shares, 0.5 / 4, atol=0.03)


def test_a_masked_past_is_not_read() -> None:
    """Codes of which the tokens say nothing cannot change what is predicted."""
    torch.manual_seed(0)
    predictor = small(predictor=SMALL["predictor"] | {"layers": 3}).predictor.eval()
    nn.init.normal_(predictor.code.weight)
    speaker = predictor.listen(torch.randn(1, 40, 29), torch.randn(1, 40, 7))
    one, other, full = torch.tensor([[[1, 2, 3, 4]], [[5, 6, 3, 4]], [[5, 6, 3, 7]]])
    predict = predictor.follow
    assert not torch.allclose(predict(speaker, one), predict(speaker, other))
    shown = [predict(speaker, keep_newest(codes, 2, predictor.mask)) for codes in (one, other)]
    torch.testing.assert_close(*shown, atol=0, rtol=0)
    newest = predict(speaker, keep_newest(full, 2, predictor.mask))
    assert not torch.allclose(shown[0], newest)


def test_rotation_and_translation_have_terms_of_their_own() -> None:
    assert groups(Sizes(3)) == {"expression": 100, "rotation": 3, "translation": 3}
    assert groups(Sizes(3, pose=3)) == {"expression": 100, "rotation": 3}
    generated, target = torch.zeros(1, 2, 4), torch.tensor([1.0, 3, 4, 8]).expand(1, 2, 4)
    quantised = QuantisedVectors(torch.zeros(1, 4, 2), torch.zeros(1, 4).long(), torch.tensor(0.5))
    parts = {"expression": 2, "rotation": 1, "translation": 1}
    terms = vqvae_loss(generated, target, quantised, parts)
    assert {name: term.item() for name, term in terms.items()} == {
        "expression": 2,
        "rotation": 4,
        "translation": 8,
        "quantiser": 0.5,
    }


def test_every_parameter_gets_a_gradient() -> None:
    model, features = small().train(), make_features((70, 70))
    schedule = ScheduleSettings(steps=1, batch_size=8)
    for stage in KIND.stages(model, TrainingSplits(features), schedule, 0):
        terms = stage.loss(stage.module, stage.batch_of_step(1))
        torch.stack(list(terms.values())).sum().backward()
        for name, parameter in stage.module.named_parameters():
            assert parameter.grad is not None, name
            if not name.startswith(("squeeze", "heard_at", "seen_at")):
                assert parameter.grad.abs().sum() > 0, name
