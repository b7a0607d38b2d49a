"""Behaviour of both people in conversations, and the ground truth frame by frame."""

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from elp.coefficients import FPS, ROLES
from elp.sample_corpus.behaviour import listen, speak
from elp.sample_corpus.performance import Performance
from elp.sample_corpus.plans import ConversationPlan
from elp.sample_corpus.speech import Talk, talk

TRUTH = (
    "clip",  # name
    "role",  # speaker | listener
    "frame",  # int32, from 0
    "pitch",  # float32, degrees; positive lowers the nose (head.rotation_matrix)
    "yaw",  # float32, degrees; positive turns the nose to the right of the picture
    "roll",  # float32, degrees; positive turns the head counter-clockwise
    "shift_x",  # float32, pixels of 320 to the right
    "shift_y",  # float32, pixels of 320 down
    "closure",  # float32, fraction of the eye's opening that the lid covers
    "smile",  # float32, 0 neutral mouth, 1 almost the portrait's broad smile
    "frown",  # float32, 0-1
    "brow",  # float32, brows raised, 0-1
    "open",  # float32, mouth open, 0-1
    "narrow",  # float32, lips rounded, 0-1
    "gaze_x",  # float32, eyes to the right, -1 to 1
    "gaze_y",  # float32, eyes down, -1 to 1
    "blink",  # bool, in a blink
    "phrase_end",  # bool, a phrase of the speaker ends in this frame
    "attitude",  # positive | neutral | negative, of the conversation
    "voice",  # the speaker's label of Speech-Emotion-Analyzer, for instance female_happy
)
"""Columns of the ground truth, with a row per clip, role and frame."""


@dataclass(frozen=True)
class Scene:
    """The speech and the behaviour of both people in a conversation."""

    talk: Talk
    speaker: Performance
    listener: Performance


def play(plan: ConversationPlan, seconds: float, seed: int) -> Scene:
    """Draw a conversation; the corpus's seed and the clip's name determine the result."""
    generator = np.random.default_rng([seed, crc32(plan.clip.encode())])
    speech = talk(plan.speaker.voice, plan.voice, seconds, generator)
    speaker = speak(speech, plan.attitude, plan.speaker.habits, generator)
    listener = listen(speaker, speech, plan.attitude, plan.listener.habits, generator)
    return Scene(speech, speaker, listener)


def truth(conversations: Iterable[tuple[ConversationPlan, Scene]]) -> dict[str, np.ndarray]:
    """The ground truth of conversations: the columns `TRUTH`."""
    parts = [_truth(plan, scene, role) for plan, scene in conversations for role in ROLES]
    return {name: np.concatenate([part[name] for part in parts]) for name in TRUTH}


def _truth(plan: ConversationPlan, scene: Scene, role: str) -> dict[str, np.ndarray]:
    performance = scene.speaker if role == "speaker" else scene.listener
    motion = performance.motion
    frames = len(motion)
    ends = np.zeros(frames, bool)
    ends[np.minimum((scene.talk.phrases[:, 1] * FPS).astype(int), frames - 1)] = True
    pitch, yaw, roll = motion.rotation.T
    values = {
        "pitch": pitch,
        "yaw": yaw,
        "roll": roll,
        "shift_x": motion.shift[:, 0],
        "shift_y": motion.shift[:, 1],
        "gaze_x": motion.gaze[:, 0],
        "gaze_y": motion.gaze[:, 1],
    }
    for name in ("closure", "smile", "frown", "brow", "open", "narrow"):
        values[name] = getattr(motion, name)
    return {
        **{name: column.astype(np.float32) for name, column in values.items()},
        "clip": np.full(frames, plan.clip),
        "role": np.full(frames, role),
        "frame": np.arange(frames, dtype=np.int32),
        "blink": performance.blink,
        "phrase_end": ends,
        "attitude": np.full(frames, plan.attitude),
        "voice": np.full(frames, f"{plan.speaker.voice.sex}_{plan.voice}"),
    }
