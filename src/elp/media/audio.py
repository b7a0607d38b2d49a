"""Speech as the models read it: one MFCC vector per video frame."""

import wave
from collections.abc import Iterable
from math import gcd
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from jaxtyping import Float, Float32

from elp.errors import MediaError
from elp.io.arrays import read_array

RATE = 16_000  # Hz, of all sound for the models
N_MFCC = 29  # Sec. 4.1
N_MELS = 80
N_FFT = 1024

# The resampling filter, as resampy's `kaiser_fast`
ZERO_CROSSINGS = 16  # on each side
ROLLOFF = 0.85  # of the lower Nyquist frequency
BETA = 8.555504641634386


def read_wav(path: Path) -> Float32[np.ndarray, " N"]:
    """Samples of a mono sound at 16 kHz that the step `clips` wrote.

    Raises
    ------
    MediaError
        If the file is missing or not such a sound.
    """
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise MediaError(
            f"{path}: {error}; delete its folder and run the workflow again"
        ) from error
    if rate != RATE or samples.shape[1] != 1:
        raise MediaError(f"{path} is not mono at {RATE} Hz; delete its folder and run again")
    mono: np.ndarray = samples[:, 0]
    return mono


def speech_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Sound file of each clip in these clip folders, or the MFCC file of a clip without sound."""
    kinds = ("*.npy", "*.wav")
    return {path.stem: path for folder in folders for kind in kinds for path in folder.glob(kind)}


def read_mfcc(path: Path) -> Float32[np.ndarray, "T 29"]:
    """MFCC of a clip without sound, a row per frame, that the step `clips` wrote.

    Raises
    ------
    MediaError
        If the file is missing or not such an array.
    """
    remedy = "delete its folder and run the workflow again"
    vectors = read_array(path, remedy=remedy, error=MediaError)
    if vectors.ndim != 2 or vectors.shape[1] != N_MFCC:
        raise MediaError(
            f"{path} does not have {N_MFCC} MFCC per frame; delete its folder and run again"
        )
    return vectors.astype(np.float32)


def resample(samples: Float[np.ndarray, " N"], rate: int, target: int) -> Float32[np.ndarray, " M"]:
    """Resample to another rate in Hz with a Kaiser-windowed sinc filter."""
    from scipy.signal import resample_poly  # slow to import

    up, down = target // gcd(rate, target), rate // gcd(rate, target)
    if up == down:
        return samples.astype(np.float32)
    reach = ZERO_CROSSINGS * max(up, down)
    time = np.arange(-reach, reach + 1) / max(up, down)
    taps = np.sinc(ROLLOFF * time) * np.kaiser(len(time), BETA)
    resampled: np.ndarray = resample_poly(samples, up, down, window=taps / taps.sum())
    return resampled.astype(np.float32)


def frames_of(samples: int, fps: float) -> int:
    """Number of video frames in a number of samples at 16 kHz; the last may lack half a sample.

    >>> frames_of(16_000, 25.0), frames_of(16_000, 30.0), frames_of(639, 25.0)
    (25, 30, 0)
    """
    return int((samples + 0.5) * fps / RATE)


def mfcc(
    samples: Float[np.ndarray, " N"],
    frames: int,
    layout: Literal["29", "28+energy"] = "29",
    *,
    fps: float,
) -> Float32[np.ndarray, "T 29"]:
    """29 mel-frequency cepstral coefficients of each video frame.

    Parameters
    ----------
    samples : array, shape (N,)
        Mono sound at 16 kHz.
    frames : int
        T; the sound is cut or padded with silence to their duration.
    layout : str
        `29`: coefficients 0 to 28; `28+energy`: coefficients 1 to 28 and the log energy.
    fps : float
        Video frames per second, at least `RATE` / `N_FFT` = 15.6.

    Returns
    -------
    array, shape (T, 29)
        Vector t covers the samples while picture t is shown, at 25 frames per second the 640
        samples from 640·t: the window is centred on the frame, and no sample is in two vectors.

    References
    ----------
    Sec. 4.1 ("29T-dimension"); window, hop and mel bands in docs/paper.md.
    """
    import librosa  # slow to import

    length = int(RATE / fps)
    # The window of the transform is centred on the frame.
    margin = (N_FFT - length) // 2
    starts = np.round(np.arange(frames) * (RATE / fps)).astype(int)
    sound = np.zeros(margin + (starts[-1] if frames else 0) + N_FFT, np.float32)
    heard = samples[: round(frames * RATE / fps)]
    sound[margin : margin + len(heard)] = heard
    windows = sound[starts[:, None] + np.arange(N_FFT)]
    # Frames may be a fraction of samples apart, so their windows are laid end to end.
    power = librosa.feature.melspectrogram(
        y=windows.reshape(-1),
        sr=RATE,
        n_fft=N_FFT,
        hop_length=N_FFT,
        win_length=length,
        n_mels=N_MELS,
        center=False,
    )
    # No floor relative to the loudest frame: a scream would change the frames before it.
    decibels = librosa.power_to_db(power, top_db=None)
    coefficients = librosa.feature.mfcc(S=decibels, n_mfcc=N_MFCC).T
    if layout == "28+energy":
        own = windows[:, margin : margin + length]
        energy = np.log(np.mean(own**2, axis=1, keepdims=True) + 1e-10)
        coefficients = np.hstack([coefficients[:, 1:], energy])
    vectors: np.ndarray = coefficients.astype(np.float32)
    return vectors


def write_wav(path: Path, samples: Float32[np.ndarray, " N"], rate: int) -> None:
    """Write mono samples in [-1, 1] with 16 bits."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes((samples * 32768).clip(-32768, 32767).astype("<i2").tobytes())
