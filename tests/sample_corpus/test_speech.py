import librosa
import numpy as np
import pytest

from elp.errors import DataError
from elp.sample_corpus.espeak import Prosody, synthesise
from elp.sample_corpus.speech import RATE, talk, utterance
from elp.sample_corpus.voices import LABELS, VARIANTS, draw_voice

NORMAL = Prosody(rate=170, pitch=50, range=50)


def median_pitch(label: str) -> float:
    """By the autocorrelation: utterances are clean and of one voice.

    `librosa.yin` calls a ufunc that crashes if two processes once compiled it at the same time, as
    two processes of pytest may (numba's issue 10128).
    """
    pitches = []
    for seed in range(3):
        samples, rate = utterance(seed, label, np.random.default_rng(seed))
        frames = librosa.util.frame(samples[rate // 2 :], frame_length=2048, hop_length=512)
        loud = frames[:, frames.std(axis=0) > 0.3 * samples.std()]
        shortest, longest = rate // 400, rate // 60
        alike = librosa.autocorrelate(loud, axis=0)[shortest:longest]
        pitches.append(float(np.median(rate / (shortest + alike.argmax(axis=0)))))
    return float(np.median(pitches))


def test_sound_does_not_depend_on_earlier_sentences() -> None:
    alone = synthesise("Once more.", "en+f3", NORMAL)
    synthesise("Something else.", "en+m3", Prosody(rate=120, pitch=10, range=90))
    np.testing.assert_array_equal(synthesise("Once more.", "en+f3", NORMAL).samples, alone.samples)


@pytest.mark.parametrize("variant", [name for names in VARIANTS.values() for name in names])
def test_every_voice_speaks(variant: str) -> None:
    sound = synthesise("It is late.", f"en+{variant}", NORMAL)
    assert sound.rate == RATE
    assert np.abs(sound.samples).max() > 0.1


@pytest.mark.parametrize("label", LABELS)
def test_same_generator_gives_the_same_utterance(label: str) -> None:
    (first, rate), (second, _) = (utterance(4, label, np.random.default_rng(7)) for _ in range(2))
    assert len(first) == 4 * rate
    np.testing.assert_array_equal(first, second)


def test_men_speak_lower_and_sadness_lowers_the_voice() -> None:
    assert median_pitch("male_calm") < 0.75 * median_pitch("female_calm")
    assert median_pitch("female_sad") < 0.85 * median_pitch("female_happy")
    assert median_pitch("male_sad") < 0.85 * median_pitch("male_happy")


def test_anger_is_louder_than_sadness() -> None:
    angry, sad = (utterance(0, f"male_{e}", np.random.default_rng(0))[0] for e in ("angry", "sad"))
    assert angry.std() > 2 * sad.std()


def test_phrases_are_louder_than_the_pauses_between_them() -> None:
    generator = np.random.default_rng(3)
    spoken = talk(draw_voice("female", generator), "calm", 10.0, generator)
    inside = np.zeros(len(spoken.sound.samples), bool)
    for start, end in np.round(spoken.phrases * RATE).astype(int):
        inside[start:end] = True
    assert (spoken.phrases[1:, 0] > spoken.phrases[:-1, 1]).all()
    assert np.abs(spoken.sound.samples[~inside]).max() < 0.01
    assert spoken.sound.samples[inside].std() > 0.02


def test_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match=r"male_bored.*not one of female_angry"):
        utterance(0, "male_bored", np.random.default_rng(0))


def test_unknown_voice_is_refused() -> None:
    with pytest.raises(DataError, match=r"no voice `nobody`"):
        synthesise("Hello.", "nobody", NORMAL)
