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

# Shards of each data set: names of clips, those that are excluded in capitals.
SHARDS = {"talks": [["b", "A"], []], "films": [["c"]], "silent": [["D", "E"]]}


def shard(folder: Path, names: list[str]) -> tuple[Path, Path]:
    """A shard's table, and its tracks."""
    folder.mkdir(parents=True)
    rows = []
    for name in names:
        out = name.isupper()
        for role in ROLES:
            rows.append(
                QualityRow(
                    clip=name.lower(),
                    role=role,
                    person=f"{role}_of_{name.lower()}",
                    status="excluded" if out else "ok",
                    reason="no face, no sound" if out else "",
                    frames=30,
                    missing=12 if out else 1,
                    blinks_per_minute=float("nan") if out else 20.0,
                )
            )
    write_quality_rows(folder / "table.csv", rows)
    good = [MadeUpClip(name) for name in names if name.islower()]
    write_coefficients(folder / "tracks.parquet", columns_of(good), 25.0)
    return folder / "table.csv", folder / "tracks.parquet"


@pytest.fixture
def files(tmp_path: Path) -> tuple[dict[str, list[Path]], dict[str, list[Path]]]:
    both = {
        dataset: [shard(tmp_path / f"{dataset}{k}", names) for k, names in enumerate(shards)]
        for dataset, shards in SHARDS.items()
    }
    tables = {dataset: [table for table, _ in parts] for dataset, parts in both.items()}
    return tables, {dataset: [tracks for _, tracks in parts] for dataset, parts in both.items()}


def test_a_row_for_each_clip_and_role(
    files: tuple[dict[str, list[Path]], dict[str, list[Path]]], tmp_path: Path
) -> None:
    write_quality(tmp_path / "quality.csv", collect_quality(files[0]))
    quality = pd.read_csv(tmp_path / "quality.csv", keep_default_na=False)
    found = list(zip(quality["dataset"], quality["clip"], quality["role"], strict=True))
    clips = [("talks", "a"), ("talks", "b"), ("films", "c"), ("silent", "d"), ("silent", "e")]
    assert found == [(*clip, role) for clip in clips for role in sorted(ROLES)]
    excluded = quality["status"] == "excluded"
    assert set(quality.loc[excluded, "reason"]) == {"no face, no sound"}
    assert set(quality.loc[~excluded, "reason"]) == {""}
    assert set(quality.loc[excluded, "clip"]) == {"a", "d", "e"}
    assert list(quality.loc[excluded, "missing"]) == [12] * 6


def test_a_row_of_plots_for_each_data_set_and_the_same_bytes_again(
    files: tuple[dict[str, list[Path]], dict[str, list[Path]]], tmp_path: Path
) -> None:
    """Also of a data set without any tracked clip."""
    tables, tracks = files
    quality = collect_quality(tables)
    plot_quality(tmp_path / "all.png", quality, tracks)
    for name in ("one.png", "again.png"):
        plot_quality(tmp_path / name, quality, {"films": tracks["films"]})
    picture, row = imread(tmp_path / "all.png"), imread(tmp_path / "one.png")
    assert picture.shape[1] == row.shape[1]
    assert picture.shape[0] == pytest.approx(3 * row.shape[0], abs=2)
    assert np.ptp(row) > 0.5
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "again.png").read_bytes()


def test_given_coefficients_have_no_eyes_and_no_residuals_to_plot(tmp_path: Path) -> None:
    table, tracks = shard(tmp_path / "given", ["a"])
    columns = columns_of([MadeUpClip("a")])
    for name in ("ear", "residual"):
        columns[name] = np.full_like(columns[name], np.nan)
    write_coefficients(tracks, columns, 25.0)
    plot_quality(tmp_path / "given.png", collect_quality({"given": [table]}), {"given": [tracks]})
    assert np.ptp(imread(tmp_path / "given.png")) > 0.5
