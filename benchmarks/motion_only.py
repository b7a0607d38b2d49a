"""A corpus of made-up conversations without video, as the features that motion models train on.

    python benchmarks/motion_only.py --folder FOLDER [--clips 300] [--seconds 8]

People, speech and behaviour are those of the sample corpus. Instead of filming and tracking them,
coefficients are made up: the puppets' motion through a fixed random map, and noise, as strong as in
tracks of the sample corpus (`SIGNAL`, `PERSON`, `CLIP`, `MEMORY`). Writes {train,test}.arrow and
statistics.npz, and what they are made from: the clip sheet, the coefficients and the MFCC. Needs
eSpeak NG; 360 conversations of 8 s take 20 s of processor time.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import get_args
from zlib import crc32

import numpy as np
from jaxtyping import Float, Float32
from scipy.signal import lfilter

from elp.coefficients import FPS, ROLES, Coefficients, Conversation
from elp.config.data import CorpusSettings, Split
from elp.config.features import FeatureSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.features.build import build_features
from elp.features.clip_features import DatasetFiles
from elp.features.statistics import compute_statistics
from elp.features.store import write_features
from elp.io.arrays import write_array
from elp.media.audio import RATE, mfcc, resample
from elp.sample_corpus.attitudes import Attitude
from elp.sample_corpus.performance import Performance
from elp.sample_corpus.plans import ConversationPlan, plan, sheet
from elp.sample_corpus.scenes import play
from elp.tracking.coefficient_table import write_coefficients
from elp.workflow.job import parse

TEST_CLIPS = 60
PEOPLE = 20  # listeners of each split, and speakers
COMPONENTS = 100
# Displacement of the tracked mesh by each planted motion at full size, in cm over all vertices
VISIBLE = {"smile": 6.2, "frown": 3.1, "brow": 1.7, "open": 9.3, "narrow": 1.0, "closure": 3.4}
# Size of planted motion in component k, where noise has a variance of 1: planted motion is 0.9, 0.5
# and 0.1 of the variance of components 0, 5 and 10; in tracks of `sample_vico` 0.87, 0.57 and 0.04.
SIGNAL = 2.3 * np.exp(-np.arange(COMPONENTS) / 5)
# Parts of a person and of a clip in the variance of the noise; tracks: 0.5 and 0.15 in component 0,
# 0.1 and 0.3 in 10, 0.03 and 0.17 over components 20 to 99.
PERSON = 0.5 * np.exp(-np.arange(COMPONENTS) / 8)
CLIP = 0.17
MEMORY = 0.9  # correlation of noise with that of the frame before; tracks: 0.8, 0.5 over 5 frames
RESTING = np.array([0, 0, 0, 0, 0, -25.0])  # radians and cm
POSE_NOISE = np.array([0.005, 0.005, 0.005, 0.02, 0.02, 0.05])
POSE_OFFSET = np.array([0.04, 0.01, 0.04, 0.15, 0.25, 0.45])
CM_PER_PIXEL = 0.05


def planted(performance: Performance) -> Float[np.ndarray, "T 6"]:
    """Motion of a puppet's face as it shows on the mesh, in cm."""
    motion = performance.motion
    return np.stack([getattr(motion, name) * size for name, size in VISIBLE.items()], axis=1)


def directions() -> Float[np.ndarray, "100 6"]:
    """The planted motion that each component shows; orthonormal in each six components."""
    size = len(VISIBLE)
    blocks = np.random.default_rng(0).normal(size=(COMPONENTS // size + 1, size, size))
    return np.asarray(np.linalg.qr(blocks)[0].reshape(-1, size)[:COMPONENTS])


def noise(frames: int, width: int, generator: np.random.Generator) -> Float[np.ndarray, "T D"]:
    """Noise of variance 1 with a memory."""
    white = generator.normal(size=(frames, width))
    white[1:] *= np.sqrt(1 - MEMORY**2)
    return np.asarray(lfilter([1], [1, -MEMORY], white, axis=0))


def tracked(performance: Performance, person: str, generator: np.random.Generator) -> Coefficients:
    """Coefficients such as a tracker might give."""
    motion, frames = performance.motion, len(performance.motion)
    own = np.random.default_rng(crc32(person.encode()))
    expression = planted(performance) @ directions().T * SIGNAL
    expression += np.sqrt(PERSON) * own.normal(size=COMPONENTS)
    expression += np.sqrt(CLIP) * generator.normal(size=COMPONENTS)
    expression += np.sqrt(1 - PERSON - CLIP) * noise(frames, COMPONENTS, generator)
    pose = RESTING + POSE_OFFSET * own.normal(size=6) + POSE_NOISE * noise(frames, 6, generator)
    pose[:, :3] += np.deg2rad(motion.rotation)
    pose[:, 3:5] += CM_PER_PIXEL * motion.shift
    return Coefficients(
        expression.astype(np.float32), pose.astype(np.float32), np.asarray(performance.blink)
    )


def converse(
    plan: ConversationPlan, corpus: CorpusSettings
) -> tuple[Conversation, Float32[np.ndarray, "T 29"]]:
    """Both people and the MFCC of a conversation; seed and name determine them."""
    scene = play(plan, corpus.seconds, corpus.seed)
    generator = np.random.default_rng([corpus.seed, crc32(plan.clip.encode()), 1])
    people = zip((scene.speaker, scene.listener), (plan.speaker, plan.listener), strict=True)
    speaker, listener = (tracked(played, who.name, generator) for played, who in people)
    sound = resample(scene.talk.sound.samples, scene.talk.sound.rate, RATE)
    layout = FeatureSettings().mfcc_layout
    return Conversation(plan.clip, speaker, listener), mfcc(sound, len(speaker), layout, fps=FPS)


def columns(conversation: Conversation, role: str) -> dict[str, np.ndarray]:
    """Rows of a participant in the file of coefficients."""
    coefficients: Coefficients = getattr(conversation, role)
    frames = len(coefficients)
    return {
        "clip": np.full(frames, conversation.clip),
        "role": np.full(frames, role),
        "frame": np.arange(frames, dtype=np.int32),
        "status": np.full(frames, "given"),
        **vars(coefficients),
        "ear": np.full(frames, np.nan, np.float32),
        "residual": np.full(frames, np.nan, np.float32),
    }


def write_coefficient_files(
    plans: Sequence[ConversationPlan], corpus: CorpusSettings, folder: Path
) -> DatasetFiles:
    """Write clip sheet, coefficients and MFCC, as if the videos had been tracked."""
    files = DatasetFiles(
        folder / "clips.csv", (folder / "coefficients.parquet",), (folder / "mfcc",)
    )
    (folder / "mfcc").mkdir(parents=True, exist_ok=True)
    write_clip_sheet(files.sheet, sheet(plans, shards=1, annotated=True))
    parts = []
    with ProcessPoolExecutor(2) as pool:
        made = pool.map(partial(converse, corpus=corpus), plans, chunksize=8)
        for conversation, vectors in made:
            write_array(folder / "mfcc" / f"{conversation.clip}.npy", vectors)
            parts += [columns(conversation, role) for role in ROLES]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    write_coefficients(files.coefficients[0], joined, FPS)
    return files


def main(*, folder: Path, clips: int = 300, seconds: float = 8.0, seed: int = 11) -> None:
    """Write the corpus."""
    splits: tuple[Split, ...] = ("train", "test")
    people = dict.fromkeys(splits, PEOPLE)
    corpus = CorpusSettings(
        seed=seed,
        conversations={"train": clips, "test": TEST_CLIPS},
        seconds=seconds,
        listeners=people,
        speakers=people,
    )
    plans, features = plan(corpus, splits), FeatureSettings()
    files = write_coefficient_files(plans, corpus, folder)
    statistics = compute_statistics(files, features)
    statistics.save(folder / "statistics.npz")
    labels = {plan.clip: plan.attitude for plan in plans}
    for split in splits:
        emotions = get_args(Attitude)
        built = build_features(files, split, labels, emotions, statistics, features)
        write_features(folder / f"{split}.arrow", built)


if __name__ == "__main__":
    parse(main)
