"""Tracking quality of all data sets: a table and a page of plots."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from elp.coefficients import ROLES
from elp.io.columns import read_parquet, to_array
from elp.io.files import atomic
from elp.io.rows import read_frame, write_frame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLOURS = {"speaker": "tab:blue", "listener": "tab:orange"}
_ANGLES = ("pitch", "yaw", "roll")
_PANELS = ("clips", "residual", "eyes", "blinks", "expression", "pose")


def collect_quality(tables: Mapping[str, Sequence[Path]]) -> pd.DataFrame:
    """Quality rows of all shards, with the data set as the first column.

    Parameters
    ----------
    tables : mapping
        The shards' tables by data set.
    """
    datasets = []
    for dataset, paths in tables.items():
        rows = pd.concat([read_frame(path) for path in paths], ignore_index=True)
        rows.insert(0, "dataset", dataset)
        datasets.append(rows.sort_values(["clip", "role"], kind="stable"))
    quality = pd.concat(datasets, ignore_index=True)
    return quality.assign(reason=quality["reason"].fillna(""))


def write_quality(path: Path, quality: pd.DataFrame) -> None:
    """Write results/tracking_quality.csv."""
    write_frame(path, quality)


def plot_quality(
    path: Path, quality: pd.DataFrame, coefficients: Mapping[str, Sequence[Path]]
) -> None:
    """Draw one row of plots per data set.

    Parameters
    ----------
    path : Path
        The picture.
    quality : DataFrame
        See `collect_quality`.
    coefficients : mapping
        Coefficients of the shards by data set.
    """
    from matplotlib.figure import Figure  # slow to import

    figure = Figure(figsize=(3.6 * len(_PANELS), 3.3 * len(coefficients)), layout="constrained")
    rows = figure.subplots(len(coefficients), len(_PANELS), squeeze=False)
    for axes, (dataset, paths) in zip(rows, coefficients.items(), strict=True):
        _plot_dataset(axes, dataset, quality[quality["dataset"] == dataset], paths)
    with atomic(path) as temporary:
        # Without matplotlib's version in the file, the same coefficients give the same bytes.
        figure.savefig(temporary, dpi=90, metadata={"Software": None})


def _plot_dataset(
    axes: "Sequence[Axes]", dataset: str, quality: pd.DataFrame, paths: Sequence[Path]
) -> None:
    columns = ["role", "ear", "residual", "expression", "pose"]
    tables = [read_parquet(path, columns) for path in paths]
    values = {name: np.concatenate([to_array(t, name) for t in tables]) for name in columns}
    clips, residual, eyes, blinks, expression, pose = axes
    _plot_clips(clips, quality)
    clips.set_title(dataset, loc="left", fontweight="bold")
    for role in ROLES:
        rows = values["role"].astype(str) == role
        style: dict[str, Any] = {"color": _COLOURS[role], "alpha": 0.6, "label": role}
        error = 100 * values["residual"][rows & np.isfinite(values["residual"])]
        residual.hist(error, bins=40, **style)
        # Imported coefficients have no eye-aspect ratios and residuals: the plots stay empty.
        eyes.hist(values["ear"][rows & np.isfinite(values["ear"])], bins=40, **style)
        rate = quality.loc[quality["role"] == role, "blinks_per_minute"].dropna()
        blinks.hist(rate, bins=20, **style)
        if rows.any():
            expression.plot(values["expression"][rows].std(axis=0), **style)
            degrees = np.degrees(values["pose"][rows, :3])
            centres = np.arange(3) + (0.2 if role == "listener" else -0.2)
            pose.boxplot(
                degrees,
                positions=centres,
                widths=0.3,
                sym="",
                patch_artist=True,
                manage_ticks=False,
                boxprops={"facecolor": _COLOURS[role], "alpha": 0.6},
            )
    residual.set(xlabel="residual, % of the outer-eye distance", ylabel="frames")
    eyes.set(xlabel="eye-aspect ratio", ylabel="frames")
    blinks.set(xlabel="blinks per minute", ylabel="clips and roles")
    expression.set(xlabel="component of β", ylabel="standard deviation", ylim=(0, None))
    pose.set(ylabel="head, degrees")
    pose.set_xticks(range(3), _ANGLES)
    residual.legend()


def _plot_clips(axes: "Axes", quality: pd.DataFrame) -> None:
    """Histogram of the percentage of frames without a face; excluded clips in another colour."""
    for status, colour in (("ok", "tab:green"), ("excluded", "tab:red")):
        rows = quality[quality["status"] == status]
        missing = 100 * rows["missing"] / rows["frames"].where(rows["frames"] > 0)
        clips = rows["clip"].nunique()
        axes.hist(
            missing.fillna(100),
            bins=np.linspace(0, 100, 41).tolist(),
            color=colour,
            label=f"{clips} clips {status}",
        )
    axes.set(xlabel="% of frames without a face", ylabel="clips and roles", yscale="symlog")
    axes.legend()
