"""Random segments in the format of lm-listener's release."""

from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch

FPS, RATE = 30, 16_000


def segment(name: str, start: float, seconds: float, seed: int) -> dict[str, Any]:
    """One segment of a recording."""
    draw, frames = np.random.default_rng(seed), round(seconds * FPS)
    widths = {"exp": 50, "pose": 6, "shape": 100, "detail": 128}
    motion = {
        f"{person}_{part}": np.cumsum(draw.normal(0, 0.05, (frames, width)), axis=0).astype("f4")
        for person in ("p0", "p1")
        for part, width in widths.items()
    }
    return {
        "fname": name,
        "split_start_frame": round(start * FPS),
        "split_end_frame": round(start * FPS) + frames,
        "split_start_time": start,
        "split_end_time": start + seconds,
        "before_words": [],
        "during_words": [{"text": "yes", "start": start, "end": start + 0.3}],
        **motion,
    }


def write_segments(
    root: Path, listener: str, counts: dict[str, int], seconds: float = 3.0
) -> list[str]:
    """Write segments by part and the sounds of their recordings; return the names of the clips."""
    folder, clips = root / listener, []
    folder.mkdir(parents=True, exist_ok=True)
    for number, (part, count) in enumerate(counts.items()):
        name = f"{listener}_videos0/{part}.mp4"
        segments = [segment(name, 2.0 * k, seconds, 100 * number + k) for k in range(count)]
        torch.save(segments, folder / f"segments_{part}.pth")
        sound = root / f"audios/{listener}_videos0/{part}.wav"
        sound.parent.mkdir(parents=True, exist_ok=True)
        time = np.arange(round((2 * count + seconds) * RATE)) / RATE
        soundfile.write(sound, np.sin(900 * time) * np.sin(3 * time) / 2, RATE)
        clips += [f"{listener}_{part}_{k:05d}" for k in range(count)]
    return clips
