"""Film a shard of the sample corpus (rule corpus_videos)."""

from pathlib import Path

import cv2

from elp.config.data import CorpusSettings, Split
from elp.datasets.clip import shard_of
from elp.sample_corpus.corpus import film_shard
from elp.sample_corpus.plans import plan
from elp.workflow.job import job, parse


def main(
    corpus: CorpusSettings, splits: list[Split], shard: int, shards: int, videos: Path, truth: Path
) -> None:
    """Write both videos of each conversation, and its truth."""
    cv2.setNumThreads(1)  # a shard is a job on one core
    with job(videos, truth):
        plans = [one for one in plan(corpus, splits) if shard_of(one.clip, shards) == shard]
        film_shard(plans, corpus, videos, truth)


if __name__ == "__main__":
    parse(main)
