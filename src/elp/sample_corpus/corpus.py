"""The videos of the sample corpus.

S is the side of a frame in pixels.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from elp.config.data import CorpusSettings
from elp.io.columns import write_parquet
from elp.io.files import atomic
from elp.media.video import write_video
from elp.sample_corpus.motion import FaceMotion
from elp.sample_corpus.people import Actor
from elp.sample_corpus.plans import ConversationPlan
from elp.sample_corpus.portrait import draw_portrait
from elp.sample_corpus.puppet import Puppet
from elp.sample_corpus.scenes import Scene, play, truth

_CRF = 16


def film_shard(
    plans: Sequence[ConversationPlan], settings: CorpusSettings, videos: Path, truth_file: Path
) -> None:
    """Render the videos of conversations, and write their ground truth.

    Parameters
    ----------
    plans : sequence of ConversationPlan
        The conversations of a shard.
    settings : CorpusSettings
        Duration and seed.
    videos : Path
        Folder for `{clip}.speaker.mp4` with sound and `{clip}.listener.mp4` without.
    truth_file : Path
        Parquet file with the columns `elp.sample_corpus.scenes.TRUTH`.
    """
    conversations = [(plan, play(plan, settings.seconds, settings.seed)) for plan in plans]
    with atomic(videos) as folder:
        folder.mkdir()
        for plan, scene in conversations:
            film(plan, scene, folder)
    write_parquet(truth_file, truth(conversations))


def film(plan: ConversationPlan, scene: Scene, folder: Path) -> None:
    """Write the two videos of a conversation."""
    sound = scene.talk.sound
    write_video(
        folder / f"{plan.clip}.speaker.mp4",
        _frames(plan.speaker, scene.speaker.motion),
        sound=sound.samples,
        rate=sound.rate,
        crf=_CRF,
    )
    write_video(
        folder / f"{plan.clip}.listener.mp4",
        _frames(plan.listener, scene.listener.motion),
        crf=_CRF,
    )


def _frames(person: Actor, motion: FaceMotion) -> Iterator[UInt8[np.ndarray, "S S 3"]]:
    puppet = Puppet(draw_portrait(person.looks))
    return (puppet.frame(motion, time) for time in range(len(motion)))
