"""Figure 7 as a plot, and its numbers as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from elp.config.scores import MetricSettings
from elp.features.store import FeatureSet
from elp.figures.figure7 import (
    DecodedWindows,
    Separation,
    decode_windows,
    plane,
    principal,
    separation,
)
from elp.io.files import atomic
from elp.metrics.bootstrap import bootstrap_interval
from elp.models.ase.model import Ase
from elp.models.store import load_ase
from elp.workflow.runs import parse_run_path


@dataclass(frozen=True)
class Panel:
    """The windows of one run: decoded from ∇, or from 𝕌 under the given or predicted emotion."""

    dataset: str
    run: str
    emotion: str
    windows: DecodedWindows
    embedded: Float[np.ndarray, "W 2"]
    separation: Separation
    names: tuple[str, ...]
    listeners: Mapping[int, str]  # of each clip, by its number


def make_panels(
    dataset: str, run: str, model: Ase, splits: Mapping[str, FeatureSet]
) -> list[Panel]:
    """The panels of one trained model; the base space ∇ ignores the emotion."""
    names = next(iter(splits.values())).emotions
    ways = {"given": True, "predicted": False}
    if model.settings.space == "base":
        ways = {"none": False}
    listeners = [clip.listener_id for features in splits.values() for clip in features.clips]
    people = dict(enumerate(listeners, start=1))  # as `decode_windows` counts
    panels = []
    for emotion, given in ways.items():
        windows = decode_windows(model, splits, emotion_given=given)
        reduced = principal(windows)
        embedded = plane(reduced)
        separated = separation(reduced, embedded, windows)
        panels.append(Panel(dataset, run, emotion, windows, embedded, separated, names, people))
    return panels


def read_panels(paths: Sequence[Path]) -> list[Panel]:
    """The panels of trained models, results/models/{dataset}/{run}/seed{seed}/…, in order."""
    panels = []
    for path in paths:
        run = parse_run_path(path)
        splits = {split: run.features(split) for split in ("train", "test")}
        panels += make_panels(run.dataset, run.run, load_ase(path), splits)
    return panels


def measured(panels: Sequence[Panel], settings: MetricSettings) -> pd.DataFrame:
    """A row per panel, with its accuracy compared with that of the data set's base space."""
    base = {panel.dataset: panel.separation.right for panel in panels if panel.emotion == "none"}
    rows = []
    for panel in panels:
        own = panel.separation.right
        other = base.get(panel.dataset, {})
        clips = sorted(own)
        values = np.array([own[clip] for clip in clips])
        people = np.array([panel.listeners[clip] for clip in clips])
        gaps = values - np.array([other.get(clip, np.nan) for clip in clips])
        interval, gap = (
            bootstrap_interval(
                each,
                people,
                np.random.default_rng(settings.seed),
                resamples=settings.bootstrap,
                confidence=settings.confidence,
            )
            for each in (values, gaps)
        )
        rows.append(
            {
                "dataset": panel.dataset,
                "run": panel.run,
                "emotion": panel.emotion,
                "windows": len(panel.windows.emotion),
                "silhouette": panel.separation.silhouette,
                "silhouette_plane": panel.separation.silhouette_plane,
                "accuracy": values.mean(),
                "low": interval.low,
                "high": interval.high,
                "chance": panel.separation.chance,
                "clips": len(clips),
                "people": len(set(people)),
                "difference": np.nanmean(gaps) if other else np.nan,
                "difference_low": gap.low,
                "difference_high": gap.high,
            }
        )
    return pd.DataFrame(rows)


def plot_panels(path: Path, panels: Sequence[Panel], labels: Mapping[str, str]) -> None:
    """Draw a row of panels per data set, coloured by emotion; held-out windows are filled."""
    datasets = list(dict.fromkeys(panel.dataset for panel in panels))
    width = max(sum(panel.dataset == name for panel in panels) for name in datasets)
    figure = Figure(figsize=(4.2 * width, 4.4 * len(datasets)), layout="constrained")
    axes = figure.subplots(len(datasets), width, squeeze=False)
    for row, name in zip(axes, datasets, strict=True):
        own = [panel for panel in panels if panel.dataset == name]
        for axis, panel in zip(row, own, strict=False):
            _plot(axis, panel, labels[panel.run])
        for axis in row[len(own) :]:
            axis.set_axis_off()
    figure.suptitle("windows coloured by label; filled: held-out clips, open: training clips")
    with atomic(path) as temporary:
        figure.savefig(temporary, dpi=130, metadata={"Software": None})


def _plot(axis: Axes, panel: Panel, label: str) -> None:
    windows = panel.windows
    for index, name in enumerate(panel.names):
        colour = f"C{index}"
        for held_out, face in ((False, "none"), (True, colour)):
            rows = (windows.emotion == index) & (windows.test == held_out)
            x, y = panel.embedded[rows].T
            axis.scatter(
                x, y, s=16, edgecolors=colour, facecolors=face, label=name if held_out else None
            )
    under = {"none": "", "given": ", label given", "predicted": ", emotion predicted"}
    scores = panel.separation
    accuracy = np.mean(list(scores.right.values()))
    axis.set(
        title=f"{panel.dataset}: {label}{under[panel.emotion]}",
        xlabel=f"silhouette {scores.silhouette:.2f} ({scores.silhouette_plane:.2f} here)\n"
        f"5-NN accuracy of held-out clips {accuracy:.2f} (chance {scores.chance:.2f})",
        xticks=[],
        yticks=[],
    )
    axis.legend(fontsize="small")
