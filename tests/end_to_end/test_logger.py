"""`snakemake --logger rich`: progress bars instead of lines, and the same outcome."""

from collections.abc import Callable

import pytest
from workplace import Workplace

pytestmark = pytest.mark.workflow

RICH = ("--logger", "rich")


def test_a_target_is_made(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = new_workplace("rich")
    sheet = "results/videos/sample_vico/clips.csv"
    said = workplace.run(sheet, *RICH)
    assert "Workflow Finished" in said
    assert "rule corpus_sheet:" not in said  # as without it
    assert (workplace.folder / sheet).stat().st_size > 0


def test_a_fault_is_told(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = new_workplace("rich_fault")
    (workplace.folder / "data").mkdir()
    (workplace.folder / "data/clips.csv").write_text("clip\n")
    own = ("--config", "datasets={own: {layout: clips, root: data}}")
    said = workplace.run("results/videos/own/clips.csv", *RICH, *own, succeeds=False)
    assert "Failed clip_sheet" in said
    assert "data/clips.csv lacks the columns" in said
