"""Film a shard of the made-up sample corpus (rule sample_videos)."""

from pathlib import Path

import cv2

from elp.config.data import CorpusSettings, Split
from elp.datasets.clip import shard_of
from elp.sample_corpus.corpus import film_shard
from elp.sample_corpus.plans import plan
from elp.workflow.job import job, parse


def main(
    corpus: str, splits: list[Split], shard: int, shards: int, videos: Path, truth: Path
) -> None:
    """Write both videos of each conversation, and the truth about it."""
    cv2.setNumThreads(1)  # a shard is a job on one core
    with job("film_sample_corpus", videos, truth):
        settings = CorpusSettings.model_validate_json(corpus)
        plans = [one for one in plan(settings, splits) if shard_of(one.clip, shards) == shard]
        film_shard(plans, settings, videos, truth)


if __name__ == "__main__":
    parse(main)
