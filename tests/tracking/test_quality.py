from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_clips import MadeUpClip, columns_of
from matplotlib.image import imread

from elp.coefficients import ROLES
from elp.tracking.coefficient_table import write_coefficients
from elp.tracking.quality import collect_quality, plot_quality, write_quality
from elp.tracking.quality_rows import QualityRow, write_quality_rows

# Shards of each data set: names of clips, excluded ones in capitals.
SHARDS = {"talks": [["b", "A"], []], "films": [["c"]], "silent": [["D", "E"]]}


def shard(folder: Path, names: list[str]) -> tuple[Path, Path]:
    """A shard's quality table and its coefficients."""
    folder.mkdir(parents=True)
    rows = []
    for name in names:
        excluded = name.isupper()
        for role in ROLES:
            rows.append(
                QualityRow(
                    clip=name.lower(),
                    role=role,
                    person=f"{role}_of_{name.lower()}",
                    status="excluded" if excluded else "ok",
                    reason="no face, no sound" if excluded else "",
                    frames=30,
                    missing=12 if excluded else 1,
                    blinks_per_minute=float("nan") if excluded else 20.0,
                )
            )
    write_quality_rows(folder / "table.csv", rows)
    good = [MadeUpClip(name) for name in names if name.islower()]
    write_coefficients(folder / "coefficients.parquet", columns_of(good), 25.0)
    return folder / "table.csv", folder / "coefficients.parquet"


@pytest.fixture
def files(tmp_path: Path) -> tuple[dict[str, list[Path]], dict[str, list[Path]]]:
    both = {
        dataset: [shard(tmp_path / f"{dataset}{k}", names) for k, names in enumerate(shards)]
        for dataset, shards in SHARDS.items()
    }
    tables = {dataset: [table for table, _ in shards] for dataset, shards in both.items()}
    return tables, {dataset: [path for _, path in shards] for dataset, shards in both.items()}


def test_the_table_has_a_row_for_each_clip_and_role(
    files: tuple[dict[str, list[Path]], dict[str, list[Path]]], tmp_path: Path
) -> None:
    write_quality(tmp_path / "quality.csv", collect_quality(files[0]))
    quality = pd.read_csv(tmp_path / "quality.csv", keep_default_na=False)
    keys = list(zip(quality["dataset"], quality["clip"], quality["role"], strict=True))
    clips = [("talks", "a"), ("talks", "b"), ("films", "c"), ("silent", "d"), ("silent", "e")]
    assert keys == [(*clip, role) for clip in clips for role in sorted(ROLES)]
    excluded = quality["status"] == "excluded"
    assert set(quality.loc[excluded, "reason"]) == {"no face, no sound"}
    assert set(quality.loc[~excluded, "reason"]) == {""}
    assert set(quality.loc[excluded, "clip"]) == {"a", "d", "e"}
    assert list(quality.loc[excluded, "missing"]) == [12] * 6


def test_every_data_set_has_a_row_of_plots_and_plots_are_reproducible(
    files: tuple[dict[str, list[Path]], dict[str, list[Path]]], tmp_path: Path
) -> None:
    """Also for a data set without a tracked clip."""
    tables, coefficients = files
    quality = collect_quality(tables)
    plot_quality(tmp_path / "all.png", quality, coefficients)
    for name in ("one.png", "again.png"):
        plot_quality(tmp_path / name, quality, {"films": coefficients["films"]})
    picture, row = imread(tmp_path / "all.png"), imread(tmp_path / "one.png")
    assert picture.shape[1] == row.shape[1]
    assert picture.shape[0] == pytest.approx(3 * row.shape[0], abs=2)
    assert np.ptp(row) > 0.5
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "again.png").read_bytes()


def test_plots_of_imported_coefficients_lack_eyes_and_residuals(tmp_path: Path) -> None:
    table, coefficients = shard(tmp_path / "given", ["a"])
    columns = columns_of([MadeUpClip("a")])
    for name in ("ear", "residual"):
        columns[name] = np.full_like(columns[name], np.nan)
    write_coefficients(coefficients, columns, 25.0)
    quality = collect_quality({"given": [table]})
    plot_quality(tmp_path / "given.png", quality, {"given": [coefficients]})
    assert np.ptp(imread(tmp_path / "given.png")) > 0.5
