"""Draw docs/listener.png, the picture of the README, from what `make table1` made (`make picture`).

A listener of the sample corpus as a mesh, and what it does beside the speaker's loudness. Nobody is
shown: the face is the face model's, the conversation is synthetic.
"""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from elp.config.mesh import MeshSettings
from elp.features.store import read_features
from elp.media.audio import read_wav
from elp.mesh.scene import MeshScene
from elp.samples.store import read_samples

RESULTS, DATASET, RUN = Path("results"), "sample_vico", "elp_es"
FRAMES, SIZE = 8, 256


def main() -> None:
    """Write docs/listener.png."""
    features = read_features(RESULTS / f"features/{DATASET}/test.arrow")
    clip = min(features.clips, key=lambda one: one.name)
    samples = read_samples(RESULTS / f"samples/{DATASET}/{RUN}/seed0/test.parquet")
    listener = next(s.listener for s in samples if s.clip == clip.name)
    (sound,) = RESULTS.glob(f"clips/{DATASET}/shard*/{clip.name}.wav")
    wave = read_wav(sound)
    loudness = np.sqrt(np.square(wave[: len(wave) // 640 * 640]).reshape(-1, 640).mean(axis=1))
    scene = MeshScene.read(RESULTS / f"tracking/{DATASET}", MeshSettings(size=SIZE))
    vertices = scene.vertices(clip.listener_id, listener)
    times = np.linspace(0, len(listener) - 1, FRAMES + 2).round().astype(int)[1:-1]
    pictures = np.stack([scene.painter.paint(vertices[time]) for time in times])
    ys, xs = np.nonzero(pictures.any(axis=(0, 3)))  # where any of them shows the face
    pictures = pictures[:, ys.min() - 6 : ys.max() + 7, xs.min() - 6 : xs.max() + 7]

    figure = Figure(figsize=(9, 3.2), layout="constrained")
    rows = figure.subplots(3, 1, height_ratios=[3, 1, 1])
    rows[0].imshow(np.concatenate(pictures, axis=1))
    rows[0].axis("off")
    seconds = np.arange(len(listener)) / features.fps
    rows[1].fill_between(seconds, loudness[: len(seconds)], color="0.7")
    rows[1].set_ylabel("speaker")
    rows[2].plot(seconds, np.degrees(listener.pose[:, 0] - np.median(listener.pose[:, 0])), "k")
    rows[2].set_ylabel("pitch (°)")
    for blink in seconds[listener.blink]:
        rows[2].axvspan(blink, blink + 1 / features.fps, color="tab:red", alpha=0.4, lw=0)
    rows[2].set_xlabel("seconds; red: blinks")
    for row in rows[1:]:
        row.set_xlim(0, seconds[-1])
        for time in times:
            row.axvline(seconds[time], color="0.85", zorder=0)
    rows[1].set_xticks([])
    rows[1].set_yticks([])
    figure.savefig("docs/listener.png", dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    main()
