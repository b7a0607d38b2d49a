"""Compare renderers on the same held-out clips (rule renderer_table)."""

from pathlib import Path

from elp.cli import job, parse
from elp.files import atomic
from elp.renderer.report import compare_renderers


def main(*, scores: list[Path], output: Path) -> None:
    """Write a row per data set, method and metric."""
    with job("compare_renderers", output), atomic(output) as temporary:
        compare_renderers(scores).to_csv(temporary, index=False)


if __name__ == "__main__":
    parse(main)
