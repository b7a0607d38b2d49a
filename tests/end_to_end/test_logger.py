"""`snakemake --logger steps`: a line a step, the end of a failed log, and the same outcome."""

import re
from collections.abc import Callable

import pytest
from workplace import Workplace

pytestmark = pytest.mark.workflow

STEPS = ("--logger", "steps")


def test_a_step_is_a_line_and_its_command_is_in_the_log(
    new_workplace: Callable[[str], Workplace],
) -> None:
    workplace = new_workplace("steps")
    sheet = "results/videos/sample_vico/clips.csv"
    printed = workplace.run(sheet, *STEPS)
    assert re.search(r"^1/1 corpus_sheet sample_vico +\d+\.\d s$", printed, re.MULTILINE)
    assert "python scripts" not in printed
    (log,) = (workplace.folder / ".snakemake/log").iterdir()
    assert "python scripts/plan_sample_corpus.py --sheet" in log.read_text()
    assert (workplace.folder / sheet).stat().st_size > 0
    assert "Nothing to be done" in workplace.run(sheet, *STEPS)


def test_a_failed_step_shows_the_end_of_its_log(
    new_workplace: Callable[[str], Workplace],
) -> None:
    workplace = new_workplace("steps_fault")
    (workplace.folder / "data").mkdir()
    (workplace.folder / "data/clips.csv").write_text("clip\n")
    own = ("--config", "datasets={own: {layout: clips, root: data}}")
    printed = workplace.run("results/videos/own/clips.csv", *STEPS, *own, succeeds=False)
    assert "failed: clip_sheet own" in printed
    assert "data/clips.csv lacks the columns" in printed
