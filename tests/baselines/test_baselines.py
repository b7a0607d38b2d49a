"""Promises of all baselines, and what each of them returns."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from made_up_features import make_features
from small_ase import small_ase

from elp.baselines.answer import answer_clips
from elp.baselines.inputs import Inputs
from elp.baselines.registry import BASELINES
from elp.baselines.retrieval import nearest
from elp.baselines.truth import true_listeners
from elp.coefficients import Coefficients, Conversation
from elp.config.baselines import BaselineSettings
from elp.config.sampling import SamplingSettings
from elp.errors import DataError, ElpError
from elp.features.store import FeatureSet, Statistics
from elp.models.ase.model import Ase
from elp.samples.store import Sample

TRAIN, TEST = make_features((45, 33, 12, 50)), make_features((57, 12, 40))
SIZES = {"listener_expression": 5, "listener_pose": 2}
STATISTICS = Statistics(
    {name: np.zeros(size) for name, size in SIZES.items()},
    {name: np.ones(size) for name, size in SIZES.items()},
)
VARIANTS = [
    {"kind": kind, "model": "elp", "readings": readings}
    for kind, options in {
        "nn_motion": [{}, {"output": "raw"}, {"key": "pool"}],
        "nn_audio": [{}, {"output": "raw"}, {"key": "pool"}],
        "random": [{}, {"unit": "clip"}],
        "dls_random": [{}],
    }.items()
    for readings in options
]
every_variant = pytest.mark.parametrize(
    "settings", VARIANTS, ids=lambda v: "-".join(map(str, v.values()))
)


def inputs(
    settings: dict[str, object], *, speakers: FeatureSet = TEST, **changes: object
) -> Inputs:
    model: Ase | None = small_ase(**changes).eval()
    return Inputs(TRAIN, speakers, BaselineSettings.model_validate(settings), 6, 20, model)


def answers(given: Inputs, seed: int = 0, samples: int = 2) -> list[Sample]:
    return list(answer_clips(given, STATISTICS, SamplingSettings(samples=samples), seed))


def test_every_baseline_of_the_registry_is_tested() -> None:
    assert {str(variant["kind"]) for variant in VARIANTS} == set(BASELINES)


@every_variant
def test_every_frame_has_a_finite_answer(settings: dict[str, object]) -> None:
    lengths = {clip.name: clip.frames for clip in TEST.clips}
    samples = answers(inputs(settings))
    assert {sample.clip for sample in samples} == set(lengths)
    for sample in samples:
        listener = sample.listener
        assert listener.expression.shape == (lengths[sample.clip], 5)
        assert listener.pose.shape == (lengths[sample.clip], 2)
        assert np.isfinite(listener.expression).all()
        assert np.isfinite(listener.pose).all()
        assert ((sample.blink_probability >= 0) & (sample.blink_probability <= 1)).all()


@every_variant
def test_the_same_seed_gives_the_same_listener_in_any_order(settings: dict[str, object]) -> None:
    once = {(s.clip, s.sample): s for s in answers(inputs(settings))}
    turned = replace(TEST, clips=TEST.clips[::-1])
    again = {(s.clip, s.sample): s for s in answers(inputs(settings, speakers=turned))}
    assert once.keys() == again.keys()
    for key, sample in once.items():
        np.testing.assert_allclose(
            sample.listener.expression, again[key].listener.expression, atol=1e-5
        )


@pytest.mark.parametrize("kind", ["random", "dls_random"])
def test_what_is_random_differs_by_seed_and_sample(kind: str) -> None:
    first, second = answers(inputs({"kind": kind, "model": "elp"}))[:2]
    other = answers(inputs({"kind": kind, "model": "elp"}), seed=1)[0]
    assert (first.sample, second.sample) == (0, 1)
    for another in (second, other):
        assert not np.allclose(first.listener.expression, another.listener.expression)


@pytest.mark.parametrize("key", ["flat", "pool"])
@pytest.mark.parametrize("kind", ["nn_motion", "nn_audio"])
def test_training_speakers_retrieve_their_own_listeners(kind: str, key: str) -> None:
    """Clip 1 has 33 frames: its one window in the bank starts at 0, like its first unit."""
    samples = answers(
        inputs({"kind": kind, "readings": {"output": "raw", "key": key}}, speakers=TRAIN)
    )
    clip = TRAIN.clips[0]
    real = TRAIN.listener_expression[clip.rows]
    # Before the first joint, where an answer is one window; the fade begins 3 frames before 20.
    np.testing.assert_allclose(samples[0].listener.expression[:17], real[:17], atol=1e-6)


def test_nearest_agrees_with_all_distances() -> None:
    rng = np.random.default_rng(0)
    keys, queries = rng.normal(size=(1300, 7)), rng.normal(size=(20, 7))
    distances = np.linalg.norm(queries[:, None] - keys, axis=2)
    windows_of_queries = nearest(queries, lambda windows: keys[windows], len(keys))
    np.testing.assert_array_equal(windows_of_queries, distances.argmin(axis=1))


def test_retrieved_codes_are_those_of_the_training_clip_in_its_emotion() -> None:
    speakers = replace(TRAIN, clips=TRAIN.clips[1:2])
    given = inputs({"kind": "nn_motion", "model": "elp"}, speakers=speakers)
    clip = speakers.clips[0]
    (sample,) = answers(given)
    model = given.trained()
    rows = np.clip(np.arange(-3, 23) + clip.start, clip.start, clip.start + clip.frames - 1)
    with torch.inference_mode():
        logits, _ = model.encode_logits(
            torch.from_numpy(TRAIN.mfcc[rows][None]), torch.from_numpy(TRAIN.style[rows][None])
        )
        emotion = torch.tensor([TRAIN.emotion_index(clip)])
        codes = model.quantise(logits, emotion, sample=False).codes
        expected = model.decode(codes).expression[0].numpy()
    np.testing.assert_allclose(sample.listener.expression[:17], expected[3:20], atol=1e-5)


def test_random_frames_are_training_frames_with_a_little_noise() -> None:
    still = inputs({"kind": "random", "readings": {"perturbation": 0.0}})
    for sample in answers(still):
        frames = sample.listener.expression
        distances = np.abs(frames[:, None] - TRAIN.listener_expression).max(axis=2)
        np.testing.assert_allclose(distances.min(axis=1), 0, atol=1e-6)
    exact = np.concatenate([s.listener.expression for s in answers(still, samples=40)])
    noisy = np.concatenate(
        [s.listener.expression for s in answers(inputs({"kind": "random"}), samples=40)]
    )
    # 109 frames × 40 samples × 5 numbers: the deviation of the noise is known to about 1 %
    assert np.std(noisy - exact) == pytest.approx(0.05, rel=0.1)
    blinks = np.mean([s.listener.blink.mean() for s in answers(still, samples=60)])
    assert blinks == pytest.approx(TRAIN.listener_blink.mean(), abs=0.05)


def test_random_codes_stay_in_the_block_of_one_emotion() -> None:
    given = inputs({"kind": "dls_random", "model": "elp"})
    model = given.trained()
    with torch.no_grad():
        # Each codeword decodes to the number of its block.
        values = torch.arange(3.0).repeat_interleave(model.settings.categories)
        model.motion_map.weight.copy_(values[:, None].expand_as(model.motion_map.weight))
        model.motion_map.bias.zero_()
    levels = set()
    for sample in answers(given, samples=12):
        middle = sample.listener.expression[1:12]
        if sample.clip != "clip1":  # too short; before the first joint all frames decode alike
            np.testing.assert_allclose(middle, np.broadcast_to(middle[0], middle.shape), atol=1e-4)
            levels.add(round(float(middle[0, 0]), 3))
    assert len(levels) == 3


def test_random_codes_of_the_base_space_need_no_emotion() -> None:
    assert len(answers(inputs({"kind": "dls_random", "model": "elp"}, space="base"))) == 6


def test_a_baseline_without_its_model_is_an_error() -> None:
    given = replace(inputs({"kind": "dls_random", "model": "elp"}), model=None)
    with pytest.raises(ElpError, match="`dls_random` needs a trained model"):
        answers(given)


def test_the_truth_is_what_was_tracked_bit_for_bit() -> None:
    rng = np.random.default_rng(0)
    tracked = {
        clip.name: Conversation(clip.name, *(_coefficients(rng, clip.frames) for _ in range(2)))
        for clip in TEST.clips
    }
    for sample in true_listeners(TEST, tracked):
        listener = tracked[sample.clip].listener
        np.testing.assert_array_equal(sample.listener.expression, listener.expression)
        np.testing.assert_array_equal(sample.listener.pose, listener.pose)
        np.testing.assert_array_equal(sample.listener.blink, listener.blink)
    with pytest.raises(DataError, match="clip clip0 has features but no coefficients"):
        list(true_listeners(TEST, {}))


def _coefficients(rng: np.random.Generator, frames: int) -> Coefficients:
    return Coefficients(
        rng.normal(size=(frames, 5)).astype(np.float32),
        rng.normal(size=(frames, 2)).astype(np.float32),
        rng.random(frames) < 0.1,
    )
