"""From the workflow's videos and samples to the gallery's folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from elp.clips.folder import find_clip
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.config.base import Settings
from elp.config.mesh import MeshSettings
from elp.features.store import FeatureClip, read_features
from elp.gallery.page import GalleryClip, GalleryPerson, person, write_page
from elp.media.audio import RATE
from elp.media.video import read_sound, write_video
from elp.mesh.scene import MeshScene, chosen_clips, chosen_samples
from elp.samples.store import read_samples
from elp.tracking.coefficient_table import read_conversations

VIDEOS = "videos"


class ShownRun(Settings):
    """A run's listeners under one emotion; the empty one is the predicted."""

    run: str
    title: str
    emotion: str | None
    samples: Path
    photos: Path
    meshes: Path


class ShownDataset(Settings):
    """A data set of the page."""

    name: str
    about: str
    features: Path
    coefficients: tuple[Path, ...]
    clips: tuple[Path, ...]
    tracking: Path
    runs: tuple[ShownRun, ...]


class GalleryPlan(Settings):
    """What the page shows."""

    about: str
    datasets: tuple[ShownDataset, ...]
    clips: int
    sample: int
    mesh: MeshSettings


@dataclass(frozen=True)
class Gallery:
    """Writes the page and copies its videos."""

    plan: GalleryPlan

    def write(self, page: Path, videos: Path) -> None:
        """The page, and the folder of its videos, which lies beside it."""
        clips = [clip for dataset in self.plan.datasets for clip in self._clips(dataset, videos)]
        write_page(page, clips, self.plan.about)

    def _clips(self, dataset: ShownDataset, folder: Path) -> list[GalleryClip]:
        scene = MeshScene.read(dataset.tracking, self.plan.mesh)
        truth = read_conversations(dataset.coefficients)
        index = read_features(dataset.features)
        chosen = chosen_clips(index.clips, self.plan.clips)
        listeners = {
            shown: {
                clip.name: motion
                for clip, motion in chosen_samples(
                    read_samples(shown.samples), chosen, self.plan.sample
                )
            }
            for shown in dataset.runs
        }
        found = []
        for clip in chosen:
            target = folder / dataset.name / clip.name
            target.mkdir(parents=True)
            people = [
                self._real(dataset, scene, clip, role, motion, target, index.fps)
                for role, motion in (
                    ("speaker", truth[clip.name].speaker),
                    ("listener", truth[clip.name].listener),
                )
            ]
            for shown, motions in listeners.items():
                people.append(_copied(shown, clip, motions[clip.name], target))
            asked = list(dict.fromkeys(p.emotion for p in people if p.emotion is not None))
            found.append(
                GalleryClip(
                    dataset=dataset.name,
                    name=clip.name,
                    emotion=clip.emotion,
                    about=dataset.about,
                    frames=min(len(p.blink) for p in people),
                    fps=index.fps,
                    emotions=sorted(asked, key=lambda name: name != ""),
                    people=people,
                )
            )
        return found

    def _real(
        self,
        dataset: ShownDataset,
        scene: MeshScene,
        clip: FeatureClip,
        role: str,
        motion: Coefficients,
        target: Path,
        fps: float,
    ) -> GalleryPerson:
        """The speaker, heard, or the real listener, in photo and in mesh."""
        who = clip.speaker_id if role == "speaker" else clip.listener_id
        size = scene.painter.settings.size
        video = find_clip(dataset.clips, f"{clip.name}.{role}.mp4")
        sound = None
        if role == "speaker":
            sound = read_sound(find_clip(dataset.clips, f"{clip.name}.wav"), rate=RATE)
        write_video(target / f"{role}.mp4", pictures(video, size), fps=fps, sound=sound, rate=RATE)
        vertices = scene.vertices(who, motion)
        write_video(target / f"{role}.mesh.mp4", scene.painter.paint_all(vertices), fps=fps)
        videos = tuple(_relative(target, f"{role}{end}.mp4") for end in ("", ".mesh"))
        title = "speaker" if role == "speaker" else "real listener"
        return person(role, title, None, (videos[0], videos[1]), motion)


def _copied(
    shown: ShownRun, clip: FeatureClip, motion: Coefficients, target: Path
) -> GalleryPerson:
    """A run's listener."""
    name = f"{shown.run}.{shown.emotion}" if shown.emotion else shown.run
    for source, end in ((shown.photos, ""), (shown.meshes, ".mesh")):
        shutil.copyfile(source / f"{clip.name}.mp4", target / f"{name}{end}.mp4")
    videos = (_relative(target, f"{name}.mp4"), _relative(target, f"{name}.mesh.mp4"))
    return person(shown.run, shown.title, shown.emotion, videos, motion)


def _relative(target: Path, name: str) -> str:
    """As the page names it, beside which the folder of videos will lie."""
    return "/".join((VIDEOS, *target.parts[-2:], name))
