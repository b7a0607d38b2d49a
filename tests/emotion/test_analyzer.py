"""The network of the released file, and the labels that it gives."""

from pathlib import Path

import h5py
import librosa
import numpy as np
import pytest
import soundfile
import torch

from elp.emotion.analyzer import (
    FRAMES,
    LABELS,
    RATE,
    Analyzer,
    label_probabilities,
    load_analyzer,
    load_published,
    save_analyzer,
    speech_features,
    speech_windows,
)
from elp.errors import WeightsError

LAYERS = ("conv1d_7", "conv1d_8", "conv1d_9", "conv1d_10", "conv1d_11", "conv1d_12")


def numpy_analyzer(path: Path, features: np.ndarray) -> np.ndarray:
    """Probabilities by Keras' definitions: frames first, channels last, as in model.json."""
    with h5py.File(path) as file:
        layers = file["model_weights"]
        hidden = features[:, None].astype(np.float64)
        for name in LAYERS:
            kernel, bias = layers[name][name]["kernel:0"][()], layers[name][name]["bias:0"][()]
            padded = np.pad(hidden, ((2, 2), (0, 0)))
            taps = [padded[k : k + len(hidden)] @ kernel[k] for k in range(5)]
            hidden = np.maximum(np.sum(taps, axis=0) + bias, 0)
            if name == "conv1d_8":
                hidden = hidden.reshape(-1, 8, hidden.shape[1]).max(axis=1)
        dense = layers["dense_2"]["dense_2"]
        logits = hidden.reshape(-1) @ dense["kernel:0"][()] + dense["bias:0"][()]
    powers = np.exp(logits - logits.max())
    probabilities: np.ndarray = powers / powers.sum()
    return probabilities


@pytest.fixture(scope="session")
def published(real: Path) -> Path:
    return real / "speech" / "Emotion_Voice_Detection_Model.h5"


def write_h5(path: Path) -> None:
    """Random weights in the layout of the released file."""
    generator = np.random.default_rng(0)

    def normal(*shape: int) -> np.ndarray:
        return generator.normal(0, 0.05, shape).astype(np.float32)

    widths = [1, *[128] * 6]
    with h5py.File(path, "w") as file:
        for name, before, after in zip(LAYERS, widths, widths[1:], strict=False):
            file[f"model_weights/{name}/{name}/kernel:0"] = normal(5, before, after)
            file[f"model_weights/{name}/{name}/bias:0"] = normal(after)
        file["model_weights/dense_2/dense_2/kernel:0"] = normal(3456, 10)
        file["model_weights/dense_2/dense_2/bias:0"] = normal(10)


def test_agrees_with_numpy_in_keras_layout(tmp_path: Path) -> None:
    write_h5(tmp_path / "random.h5")
    features = np.random.default_rng(1).normal(-20, 5, (3, FRAMES)).astype(np.float32)
    with torch.inference_mode():
        actual = load_published(tmp_path / "random.h5")(torch.from_numpy(features)).softmax(dim=1)
    expected = [numpy_analyzer(tmp_path / "random.h5", row) for row in features]
    np.testing.assert_allclose(actual, expected, rtol=1e-3, atol=1e-6)


def test_agrees_with_numpy_on_the_released_weights(published: Path) -> None:
    features = np.random.default_rng(2).normal(-20, 5, FRAMES).astype(np.float32)
    with torch.inference_mode():
        actual = load_published(published)(torch.from_numpy(features[None])).softmax(dim=1)[0]
    np.testing.assert_allclose(actual, numpy_analyzer(published, features), rtol=1e-3, atol=1e-6)


def test_three_of_four_acted_emotions_are_recognised(published: Path) -> None:
    """In the original's window, and like the original: fearful speech is labelled angry."""
    model = load_published(published)
    labels = {}
    for path in sorted(published.parent.glob("emo_*.wav")):
        samples, rate = soundfile.read(path, dtype="float32")
        window = samples[rate // 2 : 3 * rate]
        probabilities = label_probabilities(model, window, rate)
        np.testing.assert_allclose(probabilities.sum(), 1, rtol=1e-5)
        assert probabilities.max() > 0.7
        labels[path.stem] = LABELS[int(probabilities.argmax())].split("_")[1]
    assert labels == {
        "emo_angry1": "angry",
        "emo_fearful": "angry",
        "emo_happy": "happy",
        "emo_sad": "sad",
    }


def test_weights_survive_a_round_trip(tmp_path: Path) -> None:
    model = Analyzer().eval()
    save_analyzer(tmp_path / "a.safetensors", model)
    features = torch.randn(2, FRAMES, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        expected, actual = model(features), load_analyzer(tmp_path / "a.safetensors")(features)
    torch.testing.assert_close(actual, expected, rtol=0, atol=0)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("no weights")
    with pytest.raises(WeightsError, match=r"text\.h5: not .*`weights\.speech_emotion`"):
        load_published(tmp_path / "text.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["model_weights/conv1d_1"] = np.zeros(1)
    with pytest.raises(WeightsError, match=r"other\.h5: not"):
        load_published(tmp_path / "other.h5")
    with pytest.raises(WeightsError, match=r"text\.h5: .*run the workflow again"):
        load_analyzer(tmp_path / "text.h5")


def test_features_are_the_mean_of_13_coefficients_of_a_reflected_sound() -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, round(2.5 * RATE)).astype(np.float32)
    # Step by step: pad, transform without centring, then librosa's mel and cosine bases.
    padded = np.pad(sound, 1024, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 2048)[::512]
    power = np.abs(np.fft.rfft(frames * np.hanning(2049)[:-1])) ** 2
    mel = power @ librosa.filters.mel(sr=RATE, n_fft=2048, n_mels=128).T
    decibels = librosa.power_to_db(mel.T)
    expected = librosa.feature.mfcc(S=decibels, n_mfcc=13).mean(axis=0)
    assert len(expected) == FRAMES
    np.testing.assert_allclose(speech_features(sound, RATE), expected, atol=1e-3)


@pytest.mark.parametrize("seconds", [0.08, 1.0, 2.49, 2.5, 4.0])
def test_features_always_have_the_same_length(seconds: float) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, round(seconds * 16_000)).astype(np.float32)
    features = speech_features(sound, 16_000)
    frames = min(FRAMES, 1 + int(seconds * RATE) // 512)
    assert features.shape == (FRAMES,)
    assert features[: frames - 1].all()
    assert not features[frames + 1 :].any()


@pytest.mark.parametrize(
    ("seconds", "starts"),
    [
        (1.0, [0.0]),
        (2.9, [0.0]),
        (3.0, [0.25]),
        (8.0, [0.25, 2.75, 5.25]),
        (10.0, [0, 2.5, 5, 7.5]),
    ],
)
def test_windows_are_centred_in_the_conversation(seconds: float, starts: list[float]) -> None:
    rate = 100
    time = np.arange(round(seconds * rate)) / rate
    windows = speech_windows(time, rate)
    assert [window[0] for window in windows] == pytest.approx(starts)
    assert all(len(window) == min(250, len(time)) for window in windows)


def test_probabilities_of_a_conversation_are_the_mean_over_its_windows() -> None:
    model = Analyzer().eval()
    sound = np.random.default_rng(0).normal(0, 0.1, 5 * 16_000).astype(np.float32)
    halves = [label_probabilities(model, half, 16_000) for half in np.split(sound, 2)]
    whole = label_probabilities(model, sound, 16_000)
    np.testing.assert_allclose(whole, np.mean(halves, axis=0), rtol=1e-4)


def test_labels_equal_those_of_the_settings_and_of_the_sample_speech() -> None:
    from elp.sample_corpus import speech

    assert speech.LABELS == LABELS
    assert list(LABELS) == sorted(LABELS)


def test_gradients_reach_every_parameter() -> None:
    torch.manual_seed(0)
    model = Analyzer()
    model(torch.randn(4, FRAMES)).square().sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
