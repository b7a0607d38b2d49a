"""Speech-Emotion-Analyzer: ten labels from 2.5 seconds of speech, as in its released file.

B windows, F = 216 feature frames.
"""

from itertools import pairwise
from pathlib import Path
from typing import get_args

import h5py
import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor, nn

from elp.config.emotion import SpeechLabel
from elp.errors import WeightsError
from elp.media.audio import resample
from elp.training.networks import UNREADABLE, read_network, save_network

LABELS: tuple[str, ...] = get_args(SpeechLabel)
RATE = 44_100  # Hz
SECONDS = 2.5
FRAMES = 216
CHANNELS = 128
_CONVOLUTIONS = tuple(f"conv1d_{number}" for number in range(7, 13))


class Analyzer(nn.Module):
    """The network of the released file (not the one in its notebook).

    References
    ----------
    github.com/MiteshPuthran/Speech-Emotion-Analyzer, `Emotion_Voice_Detection_Model.h5`; [2] in
    the paper.
    """

    def __init__(self) -> None:
        super().__init__()
        widths = [1, *[CHANNELS] * len(_CONVOLUTIONS)]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, after, 5, padding=2) for before, after in pairwise(widths)
        )
        self.dropouts = nn.ModuleDict({"1": nn.Dropout(0.1), "4": nn.Dropout(0.2)})
        self.pool = nn.MaxPool1d(8)
        self.output = nn.Linear(CHANNELS * (FRAMES // 8), len(LABELS))

    def forward(self, features: Float[Tensor, "B F"]) -> Float[Tensor, "B 10"]:
        """Logits of the labels."""
        hidden = features[:, None]
        for number, convolution in enumerate(self.convolutions):
            hidden = torch.relu(convolution(hidden))
            if str(number) in self.dropouts:
                hidden = self.dropouts[str(number)](hidden)
            if number == 1:
                hidden = self.pool(hidden)
        # Keras flattens with the channels last.
        logits: Tensor = self.output(hidden.transpose(1, 2).flatten(1))
        return logits


def load_published(path: Path) -> Analyzer:
    """Read the released weights.

    Raises
    ------
    WeightsError
        If it is another file.
    """
    model = Analyzer()
    try:
        with h5py.File(path) as file:
            layers = file["model_weights"]
            weights = {}
            for number, name in enumerate(_CONVOLUTIONS):
                kernel = torch.from_numpy(layers[f"{name}/{name}/kernel:0"][()])
                weights[f"convolutions.{number}.weight"] = kernel.permute(2, 1, 0).contiguous()
                bias = torch.from_numpy(layers[f"{name}/{name}/bias:0"][()])
                weights[f"convolutions.{number}.bias"] = bias
            output = layers["dense_2/dense_2"]
            weights["output.weight"] = torch.from_numpy(output["kernel:0"][()]).T.contiguous()
            weights["output.bias"] = torch.from_numpy(output["bias:0"][()])
        model.load_state_dict(weights)
    except (OSError, KeyError, RuntimeError) as error:
        raise WeightsError(
            f"{path}: not Speech-Emotion-Analyzer's released file ({error}); delete it, or set "
            "`weights.speech_emotion` to that file"
        ) from error
    return model.eval()


def save_analyzer(path: Path, model: Analyzer) -> None:
    """Write weights trained by `elp.emotion.training`."""
    save_network(path, model, "labels", LABELS)


def load_analyzer(path: Path) -> Analyzer:
    """Read weights written by `save_analyzer`.

    Raises
    ------
    WeightsError
        If the file was not written by `save_analyzer`.
    """
    model = Analyzer()
    try:
        _, weights = read_network(path, "labels")
        model.load_state_dict(weights)
    except UNREADABLE as error:
        raise WeightsError(f"{path}: {error}; delete it and run the workflow again") from error
    return model.eval()


def speech_features(samples: Float[np.ndarray, " N"], rate: int) -> Float32[np.ndarray, "216"]:
    """Mean over 13 MFCC in each frame of at most 2.5 seconds, zero-padded to 216 frames.

    Parameters
    ----------
    samples : array, shape (N,)
        Mono sound.
    rate : int
        Its rate in Hz.

    Notes
    -----
    The transform is padded by reflection, as in librosa when the network was trained. Resampling to
    44.1 kHz uses the filter of the original's `kaiser_fast`, without interpolation between taps:
    features of speech around -20 differ from the original's by at most 0.07, labels do not differ.
    """
    import librosa  # slow to import

    sound = resample(samples, rate, RATE)[: round(SECONDS * RATE)]
    power = librosa.feature.melspectrogram(
        y=sound, sr=RATE, n_fft=2048, hop_length=512, n_mels=128, pad_mode="reflect"
    )
    coefficients = librosa.feature.mfcc(S=librosa.power_to_db(power), n_mfcc=13)
    mean = coefficients.mean(axis=0)[:FRAMES]
    vector: np.ndarray = np.pad(mean, (0, FRAMES - len(mean))).astype(np.float32)
    return vector


def speech_windows(samples: Float[np.ndarray, " N"], rate: int) -> list[Float[np.ndarray, " M"]]:
    """Cut the sound of a conversation into adjacent windows of 2.5 seconds.

    The windows lie in the middle of the sound: the original skips the first half second, where
    recordings are often silent. A sound of less than 3 seconds gives one window from its start.
    """
    length = round(SECONDS * rate)
    count = max(1, len(samples) // length)
    spare = len(samples) - count * length
    start = spare // 2 if len(samples) >= 3 * rate else 0
    return [samples[start + k * length : start + (k + 1) * length] for k in range(count)]


def label_probabilities(
    model: Analyzer, samples: Float[np.ndarray, " N"], rate: int
) -> Float[np.ndarray, "10"]:
    """Probability of each label, mean over the windows of a conversation."""
    windows = [speech_features(window, rate) for window in speech_windows(samples, rate)]
    with torch.inference_mode():
        logits = model(torch.from_numpy(np.stack(windows)))
    probabilities: np.ndarray = logits.softmax(dim=1).mean(dim=0).numpy().astype(np.float64)
    return probabilities
