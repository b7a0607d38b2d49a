"""Coefficient files of a conversation that were extracted elsewhere, and its clip."""

from pathlib import Path

import numpy as np
import soundfile

from elp.datasets.clip import Clip

FPS = 30.0
FRAMES = 90


def motion(frames: int = FRAMES, width: int = 56) -> np.ndarray:
    """Values that identify frame and column: frame + column / 1000."""
    return (np.arange(frames)[:, None] + np.arange(width) / 1000).astype(np.float32)


def given(name: str = "a", **fields: object) -> Clip:
    row = {
        "clip": name,
        "split": "train",
        "speaker_coefficients": f"{name}.speaker.npy",
        "listener_coefficients": f"{name}.listener.npy",
        "audio": f"{name}.wav",
        "speaker_id": "s",
        "listener_id": "l",
        "fps": FPS,
    }
    return Clip.model_validate({**row, **fields})


def write(root: Path, name: str = "a", speaker: int = FRAMES, listener: int = FRAMES) -> None:
    np.save(root / f"{name}.speaker.npy", motion(speaker))
    np.save(root / f"{name}.listener.npy", motion(listener))
    noise = np.random.default_rng(0).normal(0, 0.1, int(speaker / FPS * 8000))
    soundfile.write(root / f"{name}.wav", noise, 8000)
