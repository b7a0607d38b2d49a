"""Plans of conversations: the two people and the attitude of each clip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from zlib import crc32

import numpy as np

from elp.config.data import CorpusSettings, Split
from elp.datasets.clip import Clip, shard_of
from elp.sample_corpus.attitudes import VOICES, Attitude
from elp.sample_corpus.people import Actor, draw_person
from elp.sample_corpus.voices import Sex, VoiceEmotion


@dataclass(frozen=True)
class ConversationPlan:
    """The people, attitude and voice of a conversation."""

    clip: str
    split: Split
    speaker: Actor
    listener: Actor
    attitude: Attitude
    voice: VoiceEmotion


def plan(settings: CorpusSettings, splits: Sequence[Split]) -> list[ConversationPlan]:
    """Plan the conversations of splits; no person is in two splits.

    A split does not depend on the other splits.
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
    """The clip sheet of the conversations, with the paths that `film_shard` writes."""
    return [
        Clip(
            name=plan.clip,
            split=plan.split,
            speaker_video=f"shard{shard_of(plan.clip, shards)}/{plan.clip}.speaker.mp4",
            listener_video=f"shard{shard_of(plan.clip, shards)}/{plan.clip}.listener.mp4",
            audio="",
            start=0.0,
            end=None,
            speaker_id=plan.speaker.name,
            listener_id=plan.listener.name,
            attitude=plan.attitude if annotated else "",
        )
        for plan in plans
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
    """Attitudes in numbers proportional to their shares, in random order."""
    total = sum(shares.values())
    exact = {attitude: count * share / total for attitude, share in shares.items()}
    numbers = {attitude: int(number) for attitude, number in exact.items()}
    by_remainder = sorted(exact, key=lambda attitude: numbers[attitude] - exact[attitude])
    for attitude in by_remainder[: count - sum(numbers.values())]:
        numbers[attitude] += 1
    attitudes = [attitude for attitude, number in numbers.items() for _ in range(number)]
    return [attitudes[index] for index in generator.permutation(count)]
