from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest
import torch
from made_up_features import EMOTIONS, make_features
from small_ase import small_ase

from elp.config.sampling import SamplingSettings
from elp.errors import ElpError
from elp.features.store import FeatureSet, Statistics
from elp.models.ase.encoding import encode_clips
from elp.models.ase.model import Ase
from elp.models.ase.sampling import _noise, generate, sample_clips
from elp.samples.store import Sample

LENGTHS = (57, 12, 40, 33)  # a window has 20 frames; one clip is shorter


def statistics(mean: float = 0.0, std: float = 1.0) -> Statistics:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    return Statistics(
        {name: np.full(size, mean) for name, size in sizes.items()},
        {name: np.full(size, std) for name, size in sizes.items()},
    )


def settings(**changes: object) -> SamplingSettings:
    defaults: dict[str, object] = {"samples": 2, "overlap": 6, "batch_size": 4}
    return SamplingSettings.model_validate(defaults | changes)


def model(**changes: object) -> Ase:
    return small_ase(**changes).eval()


def sample(
    features: FeatureSet | None = None, *, ase: Ase | None = None, seed: int = 0, **changes: object
) -> list[Sample]:
    chosen = settings(**changes)
    return list(
        sample_clips(ase or model(), features or make_features(LENGTHS), statistics(), chosen, seed)
    )


def assert_same(first: list[Sample], second: list[Sample]) -> None:
    assert [(s.clip, s.sample) for s in first] == [(s.clip, s.sample) for s in second]
    for a, b in zip(first, second, strict=True):
        np.testing.assert_allclose(a.listener.expression, b.listener.expression, atol=1e-5)
        np.testing.assert_allclose(a.listener.pose, b.listener.pose, atol=1e-5)
        np.testing.assert_allclose(a.blink_probability, b.blink_probability, atol=1e-5)


def test_every_frame_of_every_clip_is_answered_k_times() -> None:
    features = make_features(LENGTHS)
    samples = sample(features)
    expected = [(clip.name, k) for clip in features.clips for k in range(2)]
    assert [(s.clip, s.sample) for s in samples] == expected
    lengths = {clip.name: clip.frames for clip in features.clips}
    for generated in samples:
        assert (
            len(generated.listener) == len(generated.blink_probability) == lengths[generated.clip]
        )
        assert np.isfinite(generated.listener.expression).all()
        assert ((generated.blink_probability > 0) & (generated.blink_probability < 1)).all()


def test_samples_and_seeds_differ_and_repeat() -> None:
    once, again, other = sample(), sample(), sample(seed=1)
    for a, b, c in zip(once, again, other, strict=True):
        np.testing.assert_array_equal(a.listener.expression, b.listener.expression)
        assert not np.allclose(a.listener.expression, c.listener.expression)
    assert not np.allclose(once[0].listener.expression, once[1].listener.expression)


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_neither_batches_nor_neighbours_change_a_listener(batch_size: int) -> None:
    whole = sample()
    assert_same(whole, sample(batch_size=batch_size))
    features = make_features(LENGTHS)
    turned = sample(replace(features, clips=features.clips[::-1]), batch_size=batch_size)
    assert_same(whole, sorted(turned, key=lambda s: (s.clip, s.sample)))


def test_without_noise_all_samples_are_equal() -> None:
    first, second = sample(noise=False)[:2]
    np.testing.assert_array_equal(first.listener.expression, second.listener.expression)
    assert_same(sample(noise=False), sample(noise=False, seed=5))


def test_one_window_without_noise_is_the_output_of_the_model() -> None:
    features, ase = make_features((20,)), model()
    (generated,) = sample(features, ase=ase, noise=False, samples=1)
    with torch.inference_mode():
        inputs = [torch.from_numpy(x[None]) for x in (features.mfcc, features.style)]
        expected = ase(*inputs, sample=False)
    np.testing.assert_allclose(generated.listener.expression, expected.expression[0], atol=1e-6)
    probability = expected.blink_logits[0, :, 0].sigmoid()
    np.testing.assert_allclose(generated.blink_probability, probability, 1e-5)


def test_overlapping_windows_share_the_noise_of_a_frame() -> None:
    ase = model()
    (encoded,) = encode_clips(ase, make_features((34,)), settings())
    noise = _noise(ase, encoded, [0, 1])
    assert noise.shape == (2, 20, ase.settings.heads, ase.settings.categories)
    torch.testing.assert_close(noise[0, 14:], noise[1, :6], atol=0, rtol=0)
    assert not torch.equal(noise[0, :6], noise[1, :6])


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_a_forced_emotion_reads_codewords_of_its_own_block_only(emotion: str) -> None:
    ase = model()
    block = slice(
        ase.settings.categories * EMOTIONS.index(emotion),
        ase.settings.categories * (EMOTIONS.index(emotion) + 1),
    )
    with torch.no_grad():
        for weight in (ase.motion_map.weight, ase.blink_map.weight):
            own = weight[block].clone()
            weight.fill_(torch.nan)
            weight[block] = own
    # The other blocks are now NaN: one of their codewords would spoil what is decoded.
    codes = [
        ase.quantise(e.logits, e.weights.argmax().expand(len(e.plan))).codes
        for e in encode_clips(ase, make_features(LENGTHS), settings(emotion=emotion))
    ]
    codewords = torch.cat([part.flatten() for part in codes])
    assert codewords.min() >= block.start
    assert codewords.max() < block.stop
    decoded = ase.decode(codes[0])
    assert decoded.expression.isfinite().all()
    assert decoded.blink_logits.isfinite().all()


def test_given_and_forced_emotions_agree_where_the_label_is_the_emotion() -> None:
    given = sample(emotion="given")
    for emotion in EMOTIONS:
        clips = {c.name for c in make_features(LENGTHS).clips if c.emotion == emotion}
        forced = [s for s in sample(emotion=emotion) if s.clip in clips]
        assert_same([s for s in given if s.clip in clips], forced)


def test_the_predicted_emotion_is_the_likeliest_on_average_over_windows() -> None:
    for encoded in encode_clips(model(), make_features(LENGTHS), settings()):
        assert encoded.emotion.sum().item() == pytest.approx(1, abs=1e-5)
        assert encoded.weights.sum() == 1
        assert encoded.weights.argmax() == encoded.emotion.argmax()


def test_soft_weights_mix_the_emotions() -> None:
    soft = sample(emotion_weights="soft", noise=False)
    assert not np.allclose(soft[0].listener.expression, sample(noise=False)[0].listener.expression)
    with pytest.raises(ElpError, match=r"needs a run with `readings\.head: base`"):
        sample(ase=model(readings={"head": "full"}), emotion_weights="soft")


@pytest.mark.parametrize(
    "changes",
    [{"readings": {"head": "full"}}, {"space": "base"}, {"readings": {"code_repr": "index"}}],
)
def test_every_kind_of_model_can_be_sampled(changes: dict[str, object]) -> None:
    assert len(sample(ase=model(**changes))) == 2 * len(LENGTHS)


def test_an_unknown_emotion_is_an_error() -> None:
    with pytest.raises(
        ElpError, match="`bored` is not an emotion of this data set; choose positive"
    ):
        sample(emotion="bored")


def test_samples_are_in_the_units_of_the_coefficients_and_blinks_thresholded() -> None:
    ase, features, chosen = model(), make_features(LENGTHS), settings()
    z_scored = list(sample_clips(ase, features, statistics(), chosen, 0))
    found = list(sample_clips(ase, features, statistics(mean=7.0, std=3.0), chosen, 0))
    for a, b in zip(z_scored, found, strict=True):
        np.testing.assert_allclose(
            b.listener.expression, 3 * a.listener.expression + 7, rtol=1e-4, atol=1e-4
        )
        np.testing.assert_array_equal(b.listener.blink, b.blink_probability > 0.5)
    middle = float(np.median(found[0].blink_probability))
    moved = sample(blink_threshold=middle)[0]
    assert 0 < moved.listener.blink.mean() < 1


def test_one_clip_by_itself_is_the_sample_of_the_split() -> None:
    ase, features = model(), make_features(LENGTHS)
    whole = sample(features, ase=ase)[0]
    encoded = next(encode_clips(ase, features, settings()))
    motion = generate(ase, encoded, settings(), [0, 0, crc32(b"clip0"), 0])
    np.testing.assert_allclose(motion.expression, whole.listener.expression, atol=1e-5)
