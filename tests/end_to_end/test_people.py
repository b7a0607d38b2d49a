"""Results that show people: when they are absent, and when settings change (docs/dvc.md)."""

import re
import shutil
from pathlib import Path

import pytest
from versioned import NOTHING
from workplace import REPORTS, TARGETS, Workplace

from elp.dvc.declared import PEOPLE, PEOPLE_TOGETHER
from elp.workflow.records import output_of

pytestmark = pytest.mark.workflow


def found(folder: Path, *patterns: str) -> list[Path]:
    paths = [path for pattern in patterns for path in folder.glob(pattern)]
    assert len(paths) >= len(patterns)
    return paths


def planned(printed: str) -> set[str]:
    """Rules of the jobs of a dry run."""
    return set(re.findall(r"^(?:local)?rule (\w+):", printed, re.MULTILINE))


def test_without_people_tables_are_current_and_pictures_are_not(copied: Workplace) -> None:
    """As after `dvc pull --allow-missing` of a remote without people."""
    for path in found(copied.folder, *PEOPLE, *PEOPLE_TOGETHER):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    left = [name for name in (*TARGETS, *REPORTS) if (copied.folder / name).exists()]
    assert {"results/table1.csv", "results/renderer.csv", "results/listener"} <= set(left)
    assert NOTHING in copied.run("--dry-run", *left)
    again = planned(copied.run("--dry-run"))
    assert {"corpus_videos", "clips", "renders", "strips", "gallery", "grids"} <= again


def test_pictures_with_people_of_other_settings_are_made_again(copied: Workplace) -> None:
    """They have no folder for each data set: Snakemake's records name the data sets."""
    pictures = {
        path.relative_to(copied.folder).as_posix()
        for path in found(copied.folder, *PEOPLE_TOGETHER)
        if not path.name.startswith(".")
    }
    records = copied.folder / ".snakemake/metadata"
    for path in (path for path in records.rglob("*") if path.is_file()):
        if output_of(path.relative_to(records)) in pictures:
            path.write_text(path.read_text().replace("sample_vico", "talks"))
    again = planned(copied.run("--dry-run", "--until", "grids", "gallery", "train_renderer"))
    assert again == {"grids", "gallery", "train_renderer"}
