"""Speed of `python -m elp generate`, stage by stage, in one run.

    python benchmarks/generation.py [--seconds 20] [--threads 2]

Needs results/listener (`make table1`) and, for the last line, results/renderer/model.safetensors.
Prints multiples of real time for motion, mesh, both together, and warp; for the trained renderer,
frames per second of the whole and of its networks alone, without drawing meshes and pictures.
"""

import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch

from elp.coefficients import FPS, Coefficients
from elp.generation.bundle import Bundle, read_bundle
from elp.generation.listener import PortraitAnimation, listen
from elp.generation.portrait import Portrait
from elp.generation.speaker import Speaker
from elp.media.audio import RATE
from elp.media.probe import MediaInfo
from elp.media.region import Square
from elp.mesh.surface import surface_of
from elp.renderer.generator import Renderer
from elp.renderer.store import load_renderer
from elp.tracking.neutral import Neutrals
from elp.workflow.job import parse

ROUNDS = 3


def noise(bundle: Bundle, seconds: float) -> tuple[Speaker, Portrait]:
    """A speaker and a portrait of noise: the time does not depend on the content."""
    rng = np.random.default_rng(0)
    frames, width = round(seconds * FPS), len(bundle.face_model.blink)
    pose = 0.02 * rng.normal(size=(frames, 6)) + [0, 0, 0, 0, 0, -45]
    motion = Coefficients(rng.normal(size=(frames, width)), pose, rng.random(frames) < 0.05)
    sound = (0.1 * rng.normal(size=frames * RATE // FPS)).astype(np.float32)
    face = bundle.face_model.landmark_template
    neutrals = Neutrals(np.array(["person"]), face[None], np.ones(1), np.ones(1, int))
    picture = rng.integers(0, 255, (256, 256, 3)).astype(np.uint8)
    portrait = Portrait(picture, surface_of(bundle.face_model, face), neutrals, motion.first(1))
    video = MediaInfo(Path("talk.mp4"), seconds, 256, 256, float(FPS), True, True)
    return Speaker(video, Square(0, 0, 256), motion, sound), portrait


def seconds_of(work: Callable[[], object]) -> float:
    """Median time of `ROUNDS` rounds after a warm-up."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def exhausted(frames: Iterable[object]) -> None:
    """Compute all frames, keep none."""
    for _ in frames:
        pass


@torch.inference_mode()
def forward_rate(model: Renderer) -> float:
    """Frames per second of the networks alone."""
    size = model.settings.size
    picture = torch.rand(1, 3, size, size)
    encoded = model.encode(picture, picture).repeated(8)
    meshes = torch.rand(8, 3, size, size)
    return 8 / seconds_of(lambda: model.render(encoded, meshes))


def main(
    *, seconds: float = 20.0, threads: int = 2, model: Path = Path("results/listener")
) -> None:
    """Measure and print."""
    torch.set_num_threads(threads)
    bundle = read_bundle(model)
    speaker, portrait = noise(bundle, seconds)
    cpu = torch.device("cpu")

    def motion() -> Coefficients:
        (listener,) = listen(
            bundle, speaker, portrait, samples=1, emotion="predicted", seed=0, device=cpu
        )
        return listener

    animation, moved = PortraitAnimation(bundle, portrait, "warp"), motion()
    times = {
        "motion": seconds_of(motion),
        "mesh": seconds_of(lambda: exhausted(animation.meshes(moved))),
        "motion and mesh": seconds_of(lambda: exhausted(animation.meshes(motion()))),
        "warp": seconds_of(lambda: exhausted(animation.pictures(moved))),
    }
    for name, spent in times.items():
        print(f"{name}: {seconds / spent:.1f} x real time")
    file = Path("results/renderer/model.safetensors")
    if file.is_file():
        short = moved.first(4 * FPS)
        learned = PortraitAnimation(bundle, portrait, "learned", file)
        rate = len(short) / seconds_of(lambda: exhausted(learned.pictures(short)))
        alone = forward_rate(load_renderer(file).model)
        print(f"learned: {rate:.1f} frames/s, its networks alone {alone:.1f}: {alone / rate:.2f}")


if __name__ == "__main__":
    parse(main)
