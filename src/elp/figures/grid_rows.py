"""Rows of a grid: the speaker, the real listener and the runs' listeners, as photo or as mesh.

Letters: S pixels a side of a picture, R after resizing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import Bool, Float64, UInt8

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients, Conversation
from elp.errors import DataError
from elp.features.store import FeatureClip, read_features
from elp.figures.grid import GridRow, GridSection, spread
from elp.figures.grid_plan import GridPlan, GridSectionPlan
from elp.mesh.blinking import closed_frame
from elp.mesh.scene import MeshScene
from elp.renderer.animators import Animator
from elp.samples.chosen import chosen_samples
from elp.samples.store import read_samples
from elp.tracking.blinks import runs
from elp.tracking.coefficient_table import read_conversations

SIDE = 160  # pixels a side of a picture in a grid


@dataclass(frozen=True)
class GridPeople:
    """The people of a split, and how to draw them.

    Attributes
    ----------
    scene : MeshScene
        The people's faces.
    animate : Animator
        Moves the real listener's first frame.
    clips : sequence of FeatureClip
        Clips of the split.
    truth : dict
        Tracked conversations.
    folders : sequence of Path
        Folders of the cut clips.
    fps : float
        Frames per second.
    """

    scene: MeshScene
    animate: Animator
    clips: Sequence[FeatureClip]
    truth: dict[str, Conversation]
    folders: Sequence[Path]
    fps: float

    @classmethod
    def read(
        cls,
        features: Path,
        coefficients: Sequence[Path],
        clips: Sequence[Path],
        scene: MeshScene,
        animate: Animator,
    ) -> "GridPeople":
        """The people of a split, from the workflow's files."""
        index, truth = read_features(features), read_conversations(coefficients)
        return cls(scene, animate, index.clips, truth, clips, index.fps)

    def sections(self, plan: GridPlan) -> list[GridSection]:
        """The grid's sections; one whose emotion no clip has is left out.

        Raises
        ------
        DataError
            If no section remains.
        """
        drawn = [self._section(section, plan.frames) for section in plan.sections]
        sections = [section for section in drawn if section is not None]
        if not sections:
            emotions = ", ".join(str(section.emotion) for section in plan.sections)
            raise DataError(f"no clip of the split has one of the emotions {emotions}")
        return sections

    def _section(self, plan: GridSectionPlan, number: int) -> GridSection | None:
        ordered = sorted(self.clips, key=lambda clip: clip.name)
        chosen = [c for c in ordered if plan.emotion in (None, c.emotion)][:1]
        if not chosen:
            return None
        (clip,) = chosen
        listeners = [
            listener
            for row in plan.rows
            for _, listener in chosen_samples(read_samples(row.samples), chosen, 0)
        ]
        times = spread(clip.frames, number)
        if listeners:
            times = moved_to_blinks(times, listeners[-1].blink)
        real = self.truth[clip.name]
        rows = [
            GridRow(title, self._video(clip, role, times), person.blink[times].tolist())
            for title, role, person in (
                ("speaker", "speaker", real.speaker),
                ("real listener", "listener", real.listener),
            )
        ]
        for row, listener in zip(plan.rows, listeners, strict=True):
            drawn = self._draw(clip, listener, row.picture, times)
            rows.append(GridRow(row.title, drawn, listener.blink[times].tolist()))
        return GridSection(plan.title, [time / self.fps for time in times], rows)

    def _video(
        self, clip: FeatureClip, role: str, times: list[int]
    ) -> list[UInt8[np.ndarray, "S S 3"]]:
        video = ClipFolder(*self.folders).video(clip.name, role)
        frames = list(islice(pictures(video, self.scene.painter.settings.size), max(times) + 1))
        return [_small(frames[time]) for time in times]

    def _draw(
        self, clip: FeatureClip, listener: Coefficients, picture: str, times: list[int]
    ) -> list[UInt8[np.ndarray, "S S 3"]]:
        vertices: Float64[np.ndarray, "T V 3"] = self.scene.vertices(clip.listener_id, listener)
        if picture == "mesh":
            return [_small(self.scene.painter.paint(vertices[time])) for time in times]
        size = self.scene.painter.settings.size
        video = ClipFolder(*self.folders).video(clip.name, "listener")
        portrait = next(pictures(video, size))
        real = self.truth[clip.name].listener.first(1)
        (start,) = self.scene.vertices(clip.listener_id, real)
        return [_small(frame) for frame in self.animate(portrait, start, vertices[times])]


def moved_to_blinks(times: list[int], blink: Bool[np.ndarray, "T"]) -> list[int]:
    """The times, each moved to the nearest blink if that is nearer than the next time."""
    blinking = np.array([closed_frame(*run) for run in runs(blink)])
    if not len(blinking) or len(times) < 2:
        return times
    reach = (times[1] - times[0]) / 2
    nearest = [int(blinking[np.abs(blinking - time).argmin()]) for time in times]
    return [near if abs(near - t) < reach else t for near, t in zip(nearest, times, strict=True)]


def _small(picture: UInt8[np.ndarray, "S S 3"]) -> UInt8[np.ndarray, "R R 3"]:
    return np.asarray(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
