"""Write the clip sheet of a half of the made-up sample corpus (rule sample_sheet)."""

from pathlib import Path

from elp.config.data import CorpusSettings, Split
from elp.datasets.clip_sheet import write_clip_sheet
from elp.sample_corpus.plans import plan, sheet
from elp.workflow.job import job, parse


def main(corpus: str, splits: list[Split], shards: int, output: Path) -> None:
    """Write who talks with whom, and where the videos will lie."""
    with job("plan_sample_corpus", output):
        settings = CorpusSettings.model_validate_json(corpus)
        plans = plan(settings, splits)
        write_clip_sheet(output, sheet(plans, shards=shards, annotated=settings.annotated))


if __name__ == "__main__":
    parse(main)
