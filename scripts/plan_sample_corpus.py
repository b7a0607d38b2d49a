"""Write the clip sheet of one half of the sample corpus (rule corpus_sheet)."""

from pathlib import Path

from elp.config.data import CorpusSettings, Split
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.sample_corpus import plans
from elp.workflow.job import job, parse


def main(corpus: CorpusSettings, splits: list[Split], shards: int, sheet: Path) -> None:
    """Write who talks with whom, and the paths of the videos."""
    with job(sheet):
        planned = plans.plan(corpus, splits)
        clips = plans.sheet(planned, shards=shards, annotated=corpus.annotated)
        write_clip_sheet(sheet, clips)


if __name__ == "__main__":
    parse(main)
