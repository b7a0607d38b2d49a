"""How well the faces of all data sets were tracked: a table, and a page of plots."""

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
    """Rows of all shards' tables, with their data set first.

    Parameters
    ----------
    tables : mapping
        The shards' tables by data set.
    """
    parts = []
    for dataset, paths in tables.items():
        rows = pd.concat([read_frame(path) for path in paths], ignore_index=True)
        rows.insert(0, "dataset", dataset)
        parts.append(rows.sort_values(["clip", "role"], kind="stable"))
    quality = pd.concat(parts, ignore_index=True)
    return quality.assign(reason=quality["reason"].fillna(""))


def write_quality(path: Path, quality: pd.DataFrame) -> None:
    """Write results/tracking_quality.csv."""
    write_frame(path, quality)


def plot_quality(path: Path, quality: pd.DataFrame, tracks: Mapping[str, Sequence[Path]]) -> None:
    """Draw a row of plots per data set.

    Parameters
    ----------
    path : Path
        The picture.
    quality : DataFrame
        See `collect_quality`.
    tracks : mapping
        The shards' coefficients by data set.
    """
    from matplotlib.figure import Figure  # slow to import

    figure = Figure(figsize=(3.6 * len(_PANELS), 3.3 * len(tracks)), layout="constrained")
    rows = figure.subplots(len(tracks), len(_PANELS), squeeze=False)
    for axes, (dataset, paths) in zip(rows, tracks.items(), strict=True):
        _plot_dataset(axes, dataset, quality[quality["dataset"] == dataset], paths)
    with atomic(path) as temporary:
        # Without the version of matplotlib in the file, the same tracks give the same bytes.
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
        own = values["role"].astype(str) == role
        style: dict[str, Any] = {"color": _COLOURS[role], "alpha": 0.6, "label": role}
        error = 100 * values["residual"][own & np.isfinite(values["residual"])]
        residual.hist(error, bins=40, **style)
        # Given coefficients come without eyes and residuals: the plot stays empty.
        eyes.hist(values["ear"][own & np.isfinite(values["ear"])], bins=40, **style)
        rate = quality.loc[quality["role"] == role, "blinks_per_minute"].dropna()
        blinks.hist(rate, bins=20, **style)
        if own.any():
            expression.plot(values["expression"][own].std(axis=0), **style)
            degrees = np.degrees(values["pose"][own, :3])
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
    """Share of frames without a face in each clip; excluded clips in another colour."""
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
