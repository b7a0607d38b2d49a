from typing import get_args

import numpy as np
import pytest

from elp.coefficients import FPS
from elp.sample_corpus.attitudes import MANNERS, VOICES, Attitude
from elp.sample_corpus.behaviour import (
    MIMICRY_LAG,
    MIRROR_LAG,
    listen,
    loudness,
    mirror,
    speak,
)
from elp.sample_corpus.people import draw_habits
from elp.sample_corpus.performance import Performance
from elp.sample_corpus.signals import Bump
from elp.sample_corpus.speech import Talk, talk
from elp.sample_corpus.voices import draw_voice

SECONDS = 6.0


def conversation(attitude: Attitude, seed: int) -> tuple[Talk, Performance, Performance]:
    generator = np.random.default_rng(seed)
    said = talk(draw_voice("female", generator), VOICES[attitude][0], SECONDS, generator)
    speaker = speak(said, attitude, draw_habits(generator), generator)
    return said, speaker, listen(speaker, said, attitude, draw_habits(generator), generator)


def test_lag_of_mirrored_smiles_is_random() -> None:
    smiles = tuple(Bump(10.0 * k, 0.3, 1.0, 0.5, 0.4) for k in range(200))
    answers = mirror(smiles, 1.0, 1.0, np.random.default_rng(0))
    lags = np.array([answer.start % 10 for answer in answers])
    assert 0.7 * len(smiles) < len(answers) < len(smiles)
    assert (lags >= MIRROR_LAG[0]).all()
    assert (lags <= MIRROR_LAG[1]).all()
    assert lags.std() > 0.1
    assert np.std([answer.size for answer in answers]) > 0.05


def test_listener_is_not_a_function_of_the_speaker() -> None:
    said, speaker, _ = conversation("positive", 0)
    habits = draw_habits(np.random.default_rng(1))
    first, second = (
        listen(speaker, said, "positive", habits, np.random.default_rng(seed)) for seed in (2, 3)
    )
    assert np.abs(first.motion.rotation - second.motion.rotation).max() > 2
    assert not np.array_equal(first.motion.smile, second.motion.smile)


@pytest.mark.parametrize("attitude", get_args(Attitude))
def test_same_seed_gives_the_same_conversation(attitude: Attitude) -> None:
    for first, second in zip(
        conversation(attitude, 4)[1:], conversation(attitude, 4)[1:], strict=True
    ):
        np.testing.assert_array_equal(first.motion.rotation, second.motion.rotation)
        np.testing.assert_array_equal(first.motion.smile, second.motion.smile)
        np.testing.assert_array_equal(first.blink, second.blink)


def test_mouth_opens_with_the_sound() -> None:
    said, speaker, listener = conversation("neutral", 5)
    loud = loudness(said)
    assert len(loud) == len(speaker.motion) == SECONDS * FPS
    assert np.corrcoef(loud, speaker.motion.open)[0, 1] > 0.95
    assert speaker.motion.open.max() > 5 * listener.motion.open.max()


def test_listeners_nod_after_phrases() -> None:
    """The head moves vertically more in the second after a phrase than elsewhere."""
    after, elsewhere = [], []
    for seed in range(20):
        said, _, listener = conversation("positive", seed)
        speed = np.abs(np.diff(listener.motion.rotation[:, 0])) * FPS
        time = np.arange(len(speed)) / FPS
        near = np.any([(time > e + 0.1) & (time < e + 1.1) for e in said.phrases[:, 1]], axis=0)
        after.append(speed[near].mean())
        elsewhere.append(speed[~near].mean())
    assert np.mean(after) > 1.3 * np.mean(elsewhere)


def test_attitudes_differ_and_overlap() -> None:
    means = {
        attitude: np.array(
            [
                [one.motion.smile.mean(), one.motion.frown.mean()]
                for seed in range(20)
                for one in conversation(attitude, seed)[1:]
            ]
        )
        for attitude in MANNERS
    }
    assert means["positive"][:, 0].mean() > means["neutral"][:, 0].mean() + 0.1
    assert means["negative"][:, 1].mean() > means["neutral"][:, 1].mean() + 0.1
    assert means["neutral"][:, 0].max() > means["positive"][:, 0].min()


def test_listeners_mimic_slow_movements_of_the_speakers_head() -> None:
    """Later they turn as the speaker did, and not as the speaker of another conversation did."""
    lag = round(np.mean(MIMICRY_LAG) * FPS)
    pairs = [conversation("neutral", seed)[1:] for seed in range(40)]

    def likeness(shift: int) -> float:
        moved = [
            (speaker.motion.rotation[:-lag], listener.motion.rotation[lag:])
            for (speaker, _), (_, listener) in zip(
                pairs, pairs[shift:] + pairs[:shift], strict=True
            )
        ]
        return float(np.mean([np.corrcoef(a.T, b.T)[i, i + 3] for a, b in moved for i in range(3)]))

    assert likeness(0) > 0.1
    assert abs(likeness(1)) < 0.08
