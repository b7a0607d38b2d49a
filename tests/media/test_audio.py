"""MFCC: one vector per frame, of the sound of that frame only."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_up_clips import HOP
from scipy.fft import dct

from elp.errors import MediaError
from elp.media.audio import N_FFT, N_MELS, N_MFCC, RATE, frames_of, mfcc, read_wav


def noise(frames: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, frames * HOP).astype(np.float32)


def mel_filters() -> np.ndarray:
    """Slaney's triangles: linear below 1 kHz, logarithmic above, equal areas."""

    def hertz(mel: np.ndarray) -> np.ndarray:
        return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))

    highest = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    edges = hertz(np.linspace(0, highest, N_MELS + 2))
    bins = np.arange(N_FFT // 2 + 1) * RATE / N_FFT
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles: np.ndarray = np.maximum(np.minimum(rise, fall), 0)
    return triangles * (2 / (edges[2:] - edges[:-2]))[:, None]


def textbook_mfcc(frame: np.ndarray) -> np.ndarray:
    """Coefficients of the samples of one frame."""
    window = np.hanning(len(frame) + 1)[:-1]
    power = np.abs(np.fft.rfft(frame * window, N_FFT)) ** 2
    decibels = 10 * np.log10(np.maximum(mel_filters() @ power, 1e-10))
    coefficients: np.ndarray = dct(decibels, norm="ortho")[:N_MFCC]
    return coefficients


@pytest.mark.parametrize("fps", [25.0, 30.0, 30_000 / 1001])
def test_agrees_with_the_textbook_frame_by_frame(fps: float) -> None:
    sound = noise(6).astype(np.float64)
    starts, length = [round(t * RATE / fps) for t in range(6)], int(RATE / fps)
    expected = [textbook_mfcc(sound[start : start + length]) for start in starts]
    np.testing.assert_allclose(mfcc(sound, 6, fps=fps), expected, atol=2e-3)


@pytest.mark.parametrize("samples", [0, 1, HOP - 1, 10 * HOP, 10 * HOP + 1, 30 * HOP])
def test_number_of_vectors_is_number_of_frames_for_any_sound(samples: int) -> None:
    vectors = mfcc(noise(30)[:samples], 10, fps=25.0)
    assert vectors.shape == (10, 29)
    assert np.isfinite(vectors).all()


@pytest.mark.parametrize("frame", [0, 4, 9])
@pytest.mark.parametrize("layout", ["29", "28+energy"])
@pytest.mark.parametrize("fps", [25.0, 30.0])
def test_click_changes_only_the_vector_of_its_frame(frame: int, layout: str, fps: float) -> None:
    sound = noise(10)
    clicked = sound.copy()
    clicked[int((frame + 0.5) * RATE / fps)] += 1
    before, after = mfcc(sound, 10, layout, fps=fps), mfcc(clicked, 10, layout, fps=fps)
    changed = (before != after).any(axis=1)
    assert changed.tolist() == [t == frame for t in range(10)]


@pytest.mark.parametrize("fps", [25.0, 30.0, 30_000 / 1001, 48.0])
def test_frames_of_a_sound_are_those_that_fit(fps: float) -> None:
    for frames in range(1, 200):
        samples = round(frames * RATE / fps)
        assert frames_of(samples, fps) == frames
        assert frames_of(samples - 2, fps) == frames - 1


def test_later_sound_does_not_change_earlier_vectors() -> None:
    whisper, scream = noise(20), noise(20)
    scream[10 * HOP :] *= 1000
    np.testing.assert_array_equal(mfcc(whisper, 20, fps=25.0)[:10], mfcc(scream, 20, fps=25.0)[:10])


def test_energy_replaces_the_first_coefficient() -> None:
    sound = noise(8)
    plain, energetic = mfcc(sound, 8, fps=25.0), mfcc(sound, 8, "28+energy", fps=25.0)
    np.testing.assert_array_equal(energetic[:, :28], plain[:, 1:])
    power = np.square(sound.reshape(8, HOP)).mean(axis=1)
    np.testing.assert_allclose(energetic[:, 28], np.log(power), rtol=1e-4)


def test_written_sound_is_read_back(tmp_path: Path) -> None:
    sound = noise(3)
    soundfile.write(tmp_path / "a.wav", sound, RATE, subtype="PCM_16")
    read = read_wav(tmp_path / "a.wav")
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, sound, atol=2**-15)


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (RATE, 2)])
def test_other_rates_and_stereo_are_refused(tmp_path: Path, rate: int, channels: int) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((100, channels)), rate)
    with pytest.raises(MediaError, match=r"a\.wav is not mono at 16000 Hz; delete its folder"):
        read_wav(tmp_path / "a.wav")


def test_file_that_is_not_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("this is no sound")
    with pytest.raises(MediaError, match=r"a\.wav: .*run the workflow again"):
        read_wav(tmp_path / "a.wav")
    with pytest.raises(MediaError, match=r"b\.wav"):
        read_wav(tmp_path / "b.wav")
