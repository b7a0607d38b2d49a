"""Learning2Listen generates listeners of whole clips."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_l2l import sample, small
from torch import Tensor

from elp.models.kind import load_kind
from elp.models.l2l.kind import KIND, training_clips
from elp.models.l2l.model import L2l, std_of_stds
from elp.models.store import load_model, save_model

LENGTHS = (57, 3, 40, 33)


def test_every_frame_of_every_clip_is_answered_k_times() -> None:
    features = make_features(LENGTHS)
    samples = sample(small(), features)
    assert [(s.clip, s.sample) for s in samples] == [
        (f"clip{i}", k) for i in range(4) for k in (0, 1)
    ]
    for generated in samples:
        assert len(generated.listener) == LENGTHS[int(generated.clip[-1])]
        assert np.isfinite(generated.listener.expression).all()
        assert not generated.listener.blink.any()


def test_clips_in_a_batch_are_answered_as_one_by_one() -> None:
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


def test_the_real_listener_is_not_read() -> None:
    model, features = small(), make_features(LENGTHS)
    blind = replace(
        features,
        listener_expression=features.listener_expression + 5,
        listener_pose=features.listener_pose - 5,
        listener_blink=~features.listener_blink,
    )
    for one, other in zip(sample(model, features), sample(model, blind), strict=True):
        np.testing.assert_array_equal(one.listener.expression, other.listener.expression)


def test_the_speaker_is_heard_only_in_the_present_eight_frames() -> None:
    """A code is decoded with the others of its 32 frames, so all these may change."""
    model, features = small(), make_features((96,))
    late = (np.arange(96) >= 72)[:, None] * np.float32(9)
    changed = replace(features, mfcc=features.mfcc + late)
    one, other = (sample(model, part)[0].listener.expression for part in (features, changed))
    np.testing.assert_array_equal(one[:64], other[:64])


def test_a_clip_begins_with_a_masked_past_of_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then as many of the newest codes are known as were generated, after encoding them again."""
    model = small(temperature=50.0, nucleus=1.0)
    pasts = []
    follow = model.predictor.follow

    def spy(speaker: Tensor, past: Tensor) -> Tensor:
        pasts.append(past)
        return follow(speaker, past)

    monkeypatch.setattr(model.predictor, "follow", spy)
    (generated, _) = sample(model, make_features((64,)))
    known = [(past != model.predictor.mask).tolist()[0] for past in pasts]
    assert known[:5] == [[i >= 4 - k for i in range(4)] for k in range(5)]
    assert len(pasts) == 8
    motion = np.concatenate([generated.listener.expression, generated.listener.pose], axis=1)
    again = model.vqvae.encode(torch.from_numpy(motion[None, :32]))
    torch.testing.assert_close(pasts[4][:1], again)
    pasts.clear()
    model.settings = small(readings={"first_frames": "empty"}).settings
    sample(model, make_features((64,)))
    assert len(pasts) == 4
    assert (pasts[0] == model.predictor.mask).all()


def test_a_saved_model_gives_the_same_samples(tmp_path: Path) -> None:
    model, features = small(readings={"normalisation": "std_of_stds"}), make_features(LENGTHS)
    model.set_scale(features)
    save_model(tmp_path / "model.safetensors", "elp.models.l2l.kind", model)
    _, loaded = load_model(tmp_path / "model.safetensors")
    assert isinstance(loaded, L2l)
    for one, other in zip(sample(model, features), sample(loaded, features), strict=True):
        np.testing.assert_array_equal(one.listener.expression, other.listener.expression)
    assert load_kind("elp.models.l2l.kind") is KIND


def test_each_defect_of_the_released_code_can_be_switched_on() -> None:
    features = make_features(LENGTHS)
    motion = np.concatenate([features.listener_expression, features.listener_pose], axis=1)
    deviations = [motion[clip.rows].std(axis=0) for clip in features.clips]
    np.testing.assert_allclose(std_of_stds(features), np.std(deviations, axis=0), rtol=1e-5)
    plain, odd = small(), small(readings={"normalisation": "std_of_stds"})
    for model in (plain, odd):
        model.set_scale(features)
    assert (plain.scale == 1).all()
    np.testing.assert_allclose(odd.scale, np.std(deviations, axis=0), rtol=1e-5)

    empty = sample(small(readings={"first_frames": "empty"}), features)
    for generated in empty:
        assert (generated.listener.expression[:32] == 0).all()
        assert (generated.listener.expression[32:] != 0).all()

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
