"""Learning2Listen: sizes, quantiser, nucleus, learning, and whole clips."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from made_up_features import make_features
from torch import Tensor, nn
from torch.nn import functional as F

from elp.config.data import ScheduleSettings
from elp.config.l2l import L2lSettings, PredictorSettings, VqVaeSettings
from elp.config.sampling import SamplingSettings
from elp.feature_set import FeatureSet, Statistics
from elp.models.kind import load_kind, new_model
from elp.models.l2l.kind import KIND, training_clips
from elp.models.l2l.model import L2l, std_of_stds
from elp.models.l2l.nucleus import draw, nucleus_probabilities
from elp.models.l2l.predictor import Predictor, mask_past
from elp.models.l2l.transformer import Attention
from elp.models.l2l.vqvae import Quantiser, VqVae, vqvae_loss
from elp.models.sizes import Sizes
from elp.models.store import load_model, save_model
from elp.samples import Sample
from elp.training import Schedule, fit, make_optimiser

SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
RATE: dict[str, object] = {"learning_rate": 3e-3, "warm_up": None}
SMALL: dict[str, Any] = {
    "vqvae": {
        "hidden": 16,
        "layers": 1,
        "heads": 2,
        "feed_forward": 16,
        "codes": 12,
        "optimiser": RATE,
    },
    "predictor": {
        "hidden": 16,
        "cross_hidden": 16,
        "cross_layers": 1,
        "layers": 1,
        "heads": 2,
        "feed_forward": 16,
        "optimiser": RATE,
    },
}


def small(**changes: object) -> L2l:
    model: L2l = new_model(KIND, L2lSettings.model_validate(SMALL | changes), SIZES, seed=0)
    return model


def unscaled() -> Statistics:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    return Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )


def sample(model: L2l, features: FeatureSet, seed: int = 0, **changes: object) -> list[Sample]:
    settings = SamplingSettings.model_validate({"samples": 2, "batch_size": 5} | changes)
    return list(KIND.sample(model.eval(), features, unscaled(), settings, seed))


def size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_the_published_sizes() -> None:
    assert size(VqVae(VqVaeSettings(), 56)) == 13_034_552
    predictor = Predictor(PredictorSettings(), 200, 56, audio=128, audio_per_frame=4)
    assert size(predictor) == 5_438_224
    audio, motion = torch.randn(2, 160, 128), torch.randn(2, 40, 56)
    assert predictor(audio, motion, torch.zeros(2, 4).long()).shape == (2, 9, 200)


def test_the_quantiser_is_that_of_the_paper() -> None:
    """Nearest code, ‖sg(z) − c‖² + β ‖z − sg(c)‖², gradient copied through."""
    quantiser = Quantiser(6, 3, commitment=0.25)
    nn.init.normal_(quantiser.codebook.weight)
    encoded = torch.randn(2, 4, 3, requires_grad=True)
    found = quantiser(encoded)
    book = quantiser.codebook.weight
    for b in range(2):
        for n in range(4):
            distances = [(encoded[b, n] - code).square().sum().item() for code in book]
            assert found.codes[b, n] == int(np.argmin(distances))
    chosen = book[found.codes]
    expected = 1.25 * (encoded - chosen).square().mean()
    assert found.loss.item() == pytest.approx(expected.item(), rel=1e-5)
    torch.testing.assert_close(found.vectors, chosen)

    weight = torch.randn(2, 4, 3)
    (through,) = torch.autograd.grad((found.vectors * weight).sum(), encoded, retain_graph=True)
    torch.testing.assert_close(through, weight)
    to_encoder, to_book = torch.autograd.grad(found.loss, (encoded, book))
    torch.testing.assert_close(to_encoder, 0.25 * 2 * (encoded - chosen).detach() / 24)
    pulled = torch.zeros_like(book)
    for code, vector in zip(found.codes.flatten(), encoded.flatten(0, 1), strict=True):
        pulled[code] += 2 * (book[code] - vector).detach() / 24
    torch.testing.assert_close(to_book, pulled)


def test_attention_is_torchs_but_for_the_scale() -> None:
    attention = Attention(12, heads=3)
    asking, asked = torch.randn(2, 5, 12), torch.randn(2, 7, 12)

    def heads(values: Tensor) -> Tensor:
        return values.unflatten(2, (3, 4)).transpose(1, 2)

    key, value = attention.key_value(asked).chunk(2, dim=-1)
    found = F.scaled_dot_product_attention(
        heads(attention.query(asking)), heads(key), heads(value), scale=12**-0.5
    )
    expected = attention.output(found.transpose(1, 2).flatten(2))
    torch.testing.assert_close(attention(asking, asked), expected)


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
    found = nucleus_probabilities(logits, share, temperature)
    for row, one in zip(logits.tolist(), found.tolist(), strict=True):
        # by hand a sum of all probabilities may miss 1 by a rounding
        assert one == pytest.approx(plain_nucleus(row, min(share, 1 - 1e-9), temperature), abs=1e-6)


def test_codes_are_drawn_with_the_nucleus_frequencies_and_never_outside() -> None:
    probabilities = nucleus_probabilities(torch.tensor([[2.0, 0.0, 1.0, -3.0]]), 0.9, 0.7)
    uniform = torch.from_numpy(np.random.default_rng(0).random(20_000))
    codes = draw(probabilities.expand(20_000, -1), uniform)
    shares = np.bincount(codes, minlength=4) / 20_000
    np.testing.assert_allclose(shares, probabilities[0], atol=0.015)
    assert (shares[probabilities[0].numpy() == 0] == 0).all()
    assert draw(probabilities, torch.tensor([1 - 1e-12], dtype=torch.float64)).item() in (0, 2)


def test_the_past_is_masked_from_some_code_on() -> None:
    torch.manual_seed(0)
    masked = mask_past(torch.zeros(4000, 4).long(), share=0.5, mask=9)
    begins = (masked == 9).sum(dim=1)
    assert set(masked.unique().tolist()) == {0, 9}
    assert (masked.diff(dim=1) >= 0).all()  # once masked, masked to the end
    assert (begins > 0).float().mean().item() == pytest.approx(0.5, abs=0.03)
    assert set(begins.tolist()) == {0, 1, 2, 3, 4}


def test_every_parameter_gets_a_gradient() -> None:
    model, features = small().train(), make_features((70, 70))
    schedule = ScheduleSettings(steps=1, batch_size=8)
    for stage in KIND.stages(model, features, schedule, 0):
        terms = stage.loss(stage.module, stage.batch_of_step(1))
        torch.stack(list(terms.values())).sum().backward()
        for name, parameter in stage.module.named_parameters():
            assert parameter.grad is not None, name
            if not name.startswith(("squeeze", "heard_at", "seen_at")):
                assert parameter.grad.abs().sum() > 0, name


def train(model: Any, features: FeatureSet, steps: int, work: Path) -> dict[str, list[Any]]:
    rows = {}
    for stage in KIND.stages(model, features, ScheduleSettings(steps=steps, batch_size=4), 0):
        batch = stage.batch_of_step(1)
        rows[stage.name] = fit(
            stage.module,
            stage.loss,
            lambda step, batch=batch: batch,  # type: ignore[misc]
            make_optimiser(stage.module, stage.optimiser),
            Schedule(stage.steps, steps, steps),
            seed=0,
            work=work / stage.name,
            run="a",
        )
    return rows


def test_both_networks_learn_one_batch_by_heart(tmp_path: Path) -> None:
    predictor = SMALL["predictor"] | {"masked": 0.0, "cross_hidden": 32, "hidden": 32}
    vqvae = SMALL["vqvae"] | {"hidden": 32, "codes": 32}
    model = small(vqvae=vqvae, predictor=predictor)
    rows = train(model, make_features((64,) * 4), 250, tmp_path)
    first, last = (rows["vqvae"][k]["expression"] for k in (0, -1))
    assert last < 0.75 * first
    first, last = (rows["predictor"][k]["codes"] for k in (0, -1))
    assert last < 0.15 * first


def smooth_motion(clips: int, seed: int) -> Tensor:
    """Slow movements, which a few codes can describe."""
    generator = np.random.default_rng(seed)
    phase = generator.uniform(0, 2 * np.pi, (clips, 1, 1))
    level = generator.normal(size=(clips, 1, 1))
    time = np.arange(32)[None, :, None] / 25
    weights = np.random.default_rng(9).normal(size=(2, 7))
    sources = np.concatenate([np.sin(2 * np.pi * 0.5 * time + phase), level + 0 * time], axis=2)
    return torch.from_numpy((sources @ weights).astype(np.float32))


def test_unseen_motion_is_reconstructed_better_with_more_codes() -> None:
    errors = []
    seen, unseen = smooth_motion(256, 0), smooth_motion(64, 1)
    for codes in (1, 2, 8):
        torch.manual_seed(0)
        model = VqVae(VqVaeSettings(hidden=16, layers=1, heads=2, feed_forward=16, codes=codes), 7)
        optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
        for step in range(300):
            chosen = torch.from_numpy(np.random.default_rng(step).integers(256, size=32))
            generated, quantised = model(seen[chosen])
            terms = vqvae_loss(generated, seen[chosen], quantised, [5, 2])
            optimiser.zero_grad()
            torch.stack(list(terms.values())).sum().backward()
            optimiser.step()
        with torch.no_grad():
            model.eval()
            errors.append((model.decode(model.encode(unseen)) - unseen).abs().mean().item())
    assert errors[0] > 1.1 * errors[1] > 1.1 * 1.1 * errors[2], errors


LENGTHS = (57, 3, 40, 33)


def test_every_frame_of_every_clip_is_answered_k_times() -> None:
    features = make_features(LENGTHS)
    found = sample(small(), features)
    assert [(s.clip, s.sample) for s in found] == [
        (f"clip{i}", k) for i in range(4) for k in (0, 1)
    ]
    for one in found:
        assert len(one.listener) == LENGTHS[int(one.clip[-1])]
        assert np.isfinite(one.listener.expression).all()
        assert not one.listener.blink.any()


def test_clips_together_are_answered_as_clip_by_clip() -> None:
    model, features = small(), make_features(LENGTHS)
    whole = sample(model, features, batch_size=8)
    apart = [
        s
        for clip in features.clips
        for s in sample(model, replace(features, clips=(clip,)), batch_size=1)
    ]
    for one, other in zip(whole, apart, strict=True):
        assert (one.clip, one.sample) == (other.clip, other.sample)
        np.testing.assert_allclose(
            one.listener.expression, other.listener.expression, atol=1e-4, rtol=1e-4
        )


def test_samples_and_seeds_differ_and_repeat() -> None:
    model, features = small(temperature=50.0, nucleus=1.0), make_features((120, 120))
    once, again, other = (sample(model, features, seed) for seed in (0, 0, 1))
    for a, b, c in zip(once, again, other, strict=True):
        np.testing.assert_array_equal(a.listener.expression, b.listener.expression)
        assert not np.allclose(a.listener.expression, c.listener.expression)
    assert not np.allclose(once[0].listener.expression, once[1].listener.expression)


def test_the_real_listener_is_not_looked_at() -> None:
    model, features = small(), make_features(LENGTHS)
    blind = replace(
        features,
        listener_expression=features.listener_expression + 5,
        listener_pose=features.listener_pose - 5,
        listener_blink=~features.listener_blink,
    )
    for one, other in zip(sample(model, features), sample(model, blind), strict=True):
        np.testing.assert_array_equal(one.listener.expression, other.listener.expression)


def test_nothing_of_the_speaker_is_heard_before_its_eight_frames() -> None:
    model, features = small(), make_features((64,))
    changed = replace(features, mfcc=features.mfcc + (np.arange(64) >= 40)[:, None] * np.float32(9))
    one, other = (sample(model, part)[0].listener.expression for part in (features, changed))
    np.testing.assert_array_equal(one[:40], other[:40])


def test_a_saved_model_gives_the_same_samples(tmp_path: Path) -> None:
    model, features = small(normalisation="std_of_stds"), make_features(LENGTHS)
    model.set_scale(features)
    save_model(tmp_path / "model.safetensors", "elp.models.l2l.kind", model)
    _, loaded = load_model(tmp_path / "model.safetensors")
    assert isinstance(loaded, L2l)
    for one, other in zip(sample(model, features), sample(loaded, features), strict=True):
        np.testing.assert_array_equal(one.listener.expression, other.listener.expression)
    assert load_kind("elp.models.l2l.kind") is KIND


def test_the_defects_are_what_they_say() -> None:
    features = make_features(LENGTHS)
    motion = np.concatenate([features.listener_expression, features.listener_pose], axis=1)
    deviations = [motion[clip.rows].std(axis=0) for clip in features.clips]
    np.testing.assert_allclose(std_of_stds(features), np.std(deviations, axis=0), rtol=1e-5)
    plain, odd = small(), small(normalisation="std_of_stds")
    for model in (plain, odd):
        model.set_scale(features)
    assert (plain.scale == 1).all()
    np.testing.assert_allclose(odd.scale, np.std(deviations, axis=0), rtol=1e-5)

    empty = sample(small(first_frames="empty"), features)
    full = sample(small(), features)
    for one, other in zip(empty, full, strict=True):
        assert (one.listener.expression[:32] == 0).all()
        np.testing.assert_array_equal(one.listener.expression[32:], other.listener.expression[32:])

    many = make_features((40,) * 10)
    assert training_clips(many, 1.0, 0) is many
    chosen = [training_clips(many, 0.7, seed).clips for seed in (0, 0, 1)]
    assert len(chosen[0]) == 7
    assert chosen[0] == chosen[1] != chosen[2]


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_it_samples_on_a_gpu() -> None:
    model, features = small(), make_features(LENGTHS)
    on_cpu = sample(model, features)
    for one, other in zip(on_cpu, sample(model.to("cuda"), features), strict=True):
        np.testing.assert_allclose(
            one.listener.expression, other.listener.expression, atol=1e-2, rtol=1e-2
        )
