"""The ASE beyond the paper: level, portrait, hazards, and noise that runs on across windows."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_ase import SIZES, small_ase, small_settings, speech_and_style

from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureSet, Statistics
from elp.features.windows import TrainingWindows
from elp.models.ase.encoding import encode_clips
from elp.models.ase.losses import ase_loss, blink_hazard
from elp.models.ase.model import Ase
from elp.models.ase.sampling import draw_blinks, generate, sample_clips
from elp.samples.store import Sample

ES: dict[str, Any] = {
    "loss": {"objective": "energy"},
    "noise": "correlated",
    "speaker_level": True,
    "blinks": "hazard",
    "portrait": True,
}
EACH = [
    {"loss": {"objective": "energy"}},
    {"noise": "correlated"},
    {"speaker_level": True},
    {"blinks": "hazard"},
    {"portrait": True},
    ES,
]
each_setting = pytest.mark.parametrize("changes", EACH, ids=lambda c: "+".join(c))


def sample(ase: Ase, features: FeatureSet, **changes: object) -> list[Sample]:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    unscaled = Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )
    settings = SamplingSettings.model_validate({"samples": 2, "overlap": 6} | changes)
    return list(sample_clips(ase.eval(), features, unscaled, settings, 0))


@each_setting
def test_each_setting_by_itself_trains_and_samples(changes: dict[str, Any]) -> None:
    model = small_ase(**changes).train()
    batch = TrainingWindows(make_features(), 20).random_batch(6, seed=0, step=1)
    terms = ase_loss(model, batch)
    assert all(term.isfinite() for term in terms.values())
    assert ("smoothness" in terms) == (changes.get("blinks") != "hazard")
    torch.stack(list(terms.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
    for one in sample(model, make_features((57, 12, 40))):
        assert np.isfinite(one.listener.expression).all()


@pytest.mark.parametrize("logits", [(-2.0, 1.0), (0.5, -0.5)])
def test_the_hazard_is_the_likelihood_of_a_markov_chain(logits: tuple[float, float]) -> None:
    start, stay = (1 / (1 + math.exp(-value)) for value in logits)
    blink = torch.tensor([[0.0, 1, 1, 0, 0, 1], [1, 0, 0, 0, 1, 1]])
    before = torch.tensor([0.0, 1.0])
    found = blink_hazard(torch.tensor(logits).expand(2, 6, 2), blink, before)
    for row in range(2):
        previous, total = float(before[row]), 0.0
        for value in blink[row].tolist():
            chance = stay if previous else start
            total -= math.log(chance if value else 1 - chance)
            previous = value
        assert found[row].item() == pytest.approx(total, rel=1e-5)


def test_blinks_are_drawn_with_their_hazards() -> None:
    """Rate and duration follow from the probabilities that a blink starts and continues."""
    frames, start, stay = 200_000, 0.02, 0.75
    hazards = np.tile([start, stay], (frames, 1))
    blink = draw_blinks(hazards, np.random.default_rng(0))
    starts = np.flatnonzero(np.diff(blink.astype(int), prepend=0) == 1)
    open_frames = frames - blink.sum()
    assert len(starts) / open_frames == pytest.approx(start, rel=0.05)
    assert blink.sum() / len(starts) == pytest.approx(1 / (1 - stay), rel=0.05)


def test_blinks_of_hazards_are_drawn_and_differ_between_samples() -> None:
    found = sample(small_ase(blinks="hazard"), make_features((200,)), samples=2)
    assert set(np.unique(found[0].blink_probability)) == {0, 1}
    np.testing.assert_array_equal(found[0].listener.blink, found[0].blink_probability > 0.5)
    assert (found[0].listener.blink != found[1].listener.blink).any()


def test_the_level_of_the_speaker_is_read_if_set() -> None:
    features = make_features((40,))
    louder = replace(features, speaker_expression=features.speaker_expression + 2)
    for heard in (False, True):
        model = small_ase(speaker_level=heard)
        one, other = (sample(model, part)[0].listener.expression for part in (features, louder))
        assert np.allclose(one, other) != heard


def test_a_fraction_of_the_portrait_is_added_in_every_frame() -> None:
    model, features = small_ase(portrait=True), make_features((40,))
    with torch.no_grad():
        model.persistence.copy_(torch.tensor([0.5] * 5 + [1.0] * 2))
    moved = features.listener_expression.copy()
    moved[0] += 2
    later = features.listener_expression.copy()
    later[1:] += 2
    own, first, rest = (
        sample(model, replace(features, listener_expression=values))[0].listener
        for values in (features.listener_expression, moved, later)
    )
    np.testing.assert_allclose(first.expression - own.expression, 1.0, atol=1e-5)
    # the rest of the real listener is not read
    np.testing.assert_array_equal(rest.expression, own.expression)


def test_a_missing_portrait_or_speaker_is_an_error() -> None:
    model = small_ase(portrait=True)
    with pytest.raises(ValueError, match="`first` is missing"):
        model(*speech_and_style(), sample=False)
    model = small_ase(speaker_level=True)
    with pytest.raises(ValueError, match="`speaker` is missing"):
        model.encode_logits(*speech_and_style())


def test_the_sizes_grow_only_by_what_is_read() -> None:
    def count(**changes: object) -> int:
        return sum(p.numel() for p in small_ase(**changes).parameters())

    plain, settings = count(), small_settings()
    # the first layers of the code branch and of the TDNN, of kernels 3 and 5
    assert count(speaker_level=True) - plain == SIZES.motion * settings.channels * (3 + 5)
    assert count(portrait=True) - plain == SIZES.motion
    assert count(blinks="hazard") - plain == settings.d2_lstm + 1
    assert count(noise="correlated") == count(loss={"objective": "energy"}) == plain


def test_motion_at_the_joints_is_like_motion_elsewhere() -> None:
    """Steps within the cross-faded frames against all other steps."""
    model = small_ase(**ES).eval()
    features = make_features((600,) * 6)
    settings = SamplingSettings(samples=1, overlap=6)
    steps = []
    joints = np.zeros(599, dtype=bool)
    for encoded in encode_clips(model, features, settings):
        motion = generate(model, encoded, settings, [0, 1])
        steps.append(np.linalg.norm(np.diff(motion.expression, axis=0), axis=1))
        for start in encoded.plan.starts[1:]:
            joints[start - 1 : start + 6] = True
    at, elsewhere = (np.concatenate([s[m] for s in steps]) for m in (joints, ~joints))
    # an untrained model is the hardest case: its windows have not learned to agree
    assert 0.75 < at.mean() / elsewhere.mean() < 1.25
