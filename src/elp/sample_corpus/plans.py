"""Who talks with whom in which mood: the conversations of a half before they happen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from zlib import crc32

import numpy as np

from elp.config.data import CorpusSettings, Split
from elp.datasets.clip import Clip, shard_of
from elp.sample_corpus.attitudes import VOICES, Attitude
from elp.sample_corpus.people import Actor, draw_person
from elp.sample_corpus.speech import Sex, VoiceEmotion


@dataclass(frozen=True)
class ConversationPlan:
    """A conversation before it happens."""

    clip: str
    split: Split
    speaker: Actor
    listener: Actor
    attitude: Attitude
    voice: VoiceEmotion


def plan(settings: CorpusSettings, splits: Sequence[Split]) -> list[ConversationPlan]:
    """The conversations of these splits; nobody is in two of them.

    A split is the same whichever others are asked for.
    """
    plans = []
    for split in splits:
        generator = np.random.default_rng([settings.seed, crc32(split.encode())])
        count = settings.conversations[split]
        attitudes = _quotas(settings.attitudes, count, generator)
        speakers = _people("speaker", split, settings.speakers[split], settings.seed)
        listeners = _people("listener", split, settings.listeners[split], settings.seed)
        talkers, hearers = (
            generator.permutation(np.arange(count) % len(people))
            for people in (speakers, listeners)
        )
        for number, attitude in enumerate(attitudes):
            voices = VOICES[attitude]
            plans.append(
                ConversationPlan(
                    clip=f"{split}{number:03d}",
                    split=split,
                    speaker=speakers[talkers[number]],
                    listener=listeners[hearers[number]],
                    attitude=attitude,
                    voice=voices[int(generator.integers(len(voices)))],
                )
            )
    return plans


def sheet(plans: Sequence[ConversationPlan], *, shards: int, annotated: bool) -> list[Clip]:
    """The clip sheet of the conversations, paths as `film_shard` writes them."""
    return [
        Clip(
            name=one.clip,
            split=one.split,
            speaker_video=f"shard{shard_of(one.clip, shards)}/{one.clip}.speaker.mp4",
            listener_video=f"shard{shard_of(one.clip, shards)}/{one.clip}.listener.mp4",
            audio="",
            start=0.0,
            end=None,
            speaker_id=one.speaker.name,
            listener_id=one.listener.name,
            attitude=one.attitude if annotated else "",
        )
        for one in plans
    ]


def _people(role: str, split: Split, count: int, seed: int) -> list[Actor]:
    sexes = get_args(Sex)
    return [
        draw_person(f"{split}_{role}{number}", sexes[number % len(sexes)], seed)
        for number in range(count)
    ]


def _quotas(
    shares: dict[Attitude, float], count: int, generator: np.random.Generator
) -> list[Attitude]:
    """So many of each attitude as its share asks for, in random order."""
    total = sum(shares.values())
    exact = {attitude: count * share / total for attitude, share in shares.items()}
    numbers = {attitude: int(number) for attitude, number in exact.items()}
    by_remainder = sorted(exact, key=lambda attitude: numbers[attitude] - exact[attitude])
    for attitude in by_remainder[: count - sum(numbers.values())]:
        numbers[attitude] += 1
    attitudes = [attitude for attitude, number in numbers.items() for _ in range(number)]
    return [attitudes[index] for index in generator.permutation(count)]
