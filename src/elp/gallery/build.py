"""Build the gallery from rendered videos and samples."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.features.store import FeatureClip, read_features
from elp.gallery.page import GalleryClip, GalleryPerson, person, write_page
from elp.gallery.plan import GalleryPlan, ShownDataset, ShownRun
from elp.media.audio import RATE
from elp.media.video import read_sound, write_video
from elp.mesh.scene import MeshScene
from elp.samples.chosen import chosen_clips, chosen_samples
from elp.samples.store import read_samples
from elp.tracking.coefficient_table import read_conversations

VIDEOS = "videos"


@dataclass(frozen=True)
class Gallery:
    """Writes the page and its videos."""

    plan: GalleryPlan

    def write(self, page: Path, videos: Path) -> None:
        """Write the page and the folder of videos beside it."""
        clips = [clip for dataset in self.plan.datasets for clip in self._clips(dataset, videos)]
        write_page(page, clips, self.plan.about)

    def _clips(self, dataset: ShownDataset, folder: Path) -> list[GalleryClip]:
        mesh = self.plan.mesh
        scene = MeshScene.read(dataset.faces, mesh)
        truth = read_conversations(dataset.coefficients)
        index = read_features(dataset.features)
        chosen = chosen_clips(index.clips, self.plan.clips)
        listeners = {run: self._listeners(run, chosen) for run in dataset.runs}
        clips = []
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
            for run, motions in listeners.items():
                people.append(_copied(run, clip, motions[clip.name], target))
            emotions = dict.fromkeys(p.emotion for p in people if p.emotion is not None)
            clips.append(
                GalleryClip(
                    dataset=dataset.name,
                    name=clip.name,
                    emotion=clip.emotion,
                    about=dataset.about,
                    frames=min(len(p.blink) for p in people),
                    fps=index.fps,
                    emotions=sorted(emotions, key=lambda name: name != ""),
                    people=people,
                )
            )
        return clips

    def _listeners(self, run: ShownRun, clips: list[FeatureClip]) -> dict[str, Coefficients]:
        """The shown sample of a run, by clip."""
        chosen = chosen_samples(read_samples(run.samples), clips, self.plan.sample)
        return {clip.name: motion for clip, motion in chosen}

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
        """The real speaker, with sound, or the real listener, as photo and as mesh."""
        name = clip.speaker_id if role == "speaker" else clip.listener_id
        size = scene.painter.settings.size
        video = ClipFolder(*dataset.clips).video(clip.name, role)
        sound = None
        if role == "speaker":
            sound = read_sound(ClipFolder(*dataset.clips).sound(clip.name), rate=RATE)
        write_video(target / f"{role}.mp4", pictures(video, size), fps=fps, sound=sound, rate=RATE)
        vertices = scene.vertices(name, motion)
        write_video(target / f"{role}.mesh.mp4", scene.painter.paint_all(vertices), fps=fps)
        videos = tuple(_relative(target, f"{role}{end}.mp4") for end in ("", ".mesh"))
        title = "speaker" if role == "speaker" else "real listener"
        return person(role, title, None, (videos[0], videos[1]), motion)


def _copied(run: ShownRun, clip: FeatureClip, motion: Coefficients, target: Path) -> GalleryPerson:
    """A run's listener, with copies of the videos."""
    name = f"{run.run}.{run.emotion}" if run.emotion else run.run
    for source, end in ((run.photos, ""), (run.meshes, ".mesh")):
        shutil.copyfile(source / f"{clip.name}.mp4", target / f"{name}{end}.mp4")
    videos = (_relative(target, f"{name}.mp4"), _relative(target, f"{name}.mesh.mp4"))
    return person(run.run, run.title, run.emotion, videos, motion)


def _relative(target: Path, name: str) -> str:
    """Path of a video relative to the page, which lies beside the folder of videos."""
    return "/".join((VIDEOS, *target.parts[-2:], name))
