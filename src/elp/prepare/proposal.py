"""Propose rows of a clip sheet from examined recordings."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from elp.coefficients import FPS
from elp.config.data import Split
from elp.config.tracking import TrackingSettings
from elp.datasets.clip import Clip
from elp.prepare.examination import Examination
from elp.prepare.turns import Turn

HELD_OUT = 5  # one recording in five is for testing, at least one
LAST = 0.75  # fraction of a single recording that is for training
LABELS = ("positive", "unpositive")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")

Labeller = Callable[[Path, float, float], str]
"""The label of a sound file between two times in seconds."""


@dataclass(frozen=True)
class Proposal:
    """A proposed clip.

    Attributes
    ----------
    clip : Clip
    examined : Examination
        Its recording.
    turn : Turn
        Its frames, and who speaks.
    verdict : str
        Why the workflow cannot use it; if empty, the clip is in the sheet.
    """

    clip: Clip
    examined: Examination
    turn: Turn
    verdict: str


def propose(
    recordings: Sequence[Examination],
    root: Path,
    label: Labeller | None,
) -> list[Proposal]:
    """Propose a clip for each turn of the usable recordings.

    Parameters
    ----------
    recordings : sequence of Examination
    root : Path
        The folder that the rows' paths are relative to.
    label : callable, optional
        Labels the speech; without it, rows have no label unless a sheet gives one.
    """
    usable = [recording for recording in recordings if not recording.fault]
    proposals = []
    for number, examined in enumerate(usable):
        for index, turn in enumerate(examined.turns):
            split = _split(number, len(usable), index, len(examined.turns))
            clip = examined.recording.clip or _clip(examined, index, turn, root, split)
            if label and not clip.attitude:
                sound = root / (clip.audio or clip.speaker_video)
                attitude = label(sound, turn.start / FPS, turn.end / FPS)
                clip = clip.model_copy(update={"attitude": attitude})
            verdict = examined.verdict(turn, TrackingSettings())
            proposals.append(Proposal(clip, examined, turn, verdict))
    return proposals


def settings_of(proposals: Sequence[Proposal], root: Path, sheet: Path) -> str:
    """Settings that make the workflow build all tables from the proposed clips, as YAML."""
    used = [proposal.clip for proposal in proposals if not proposal.verdict]
    train, held_out = (
        {
            person
            for clip in used
            if (clip.split == "train") == training
            for person in clip.people.values()
        }
        for training in (True, False)
    )
    dataset: dict[str, object] = {
        "layout": "clips",
        "root": str(root),
        "sheet": str(sheet),
        "splits": [split for split in ("train", "valid", "test", "ood") if _has(used, split)],
        "identities": "shared" if train & held_out else "disjoint",
        **_emotions({clip.attitude for clip in used}),
        "schedule": {"steps": 2000, "batch_size": 16},
    }
    tables = ("table1", "table2", "table3", "table_beyond", "table_extra")
    settings = {
        "datasets": {"own": dataset},
        "tables": {table: {"datasets": ["own"]} for table in tables},
        "renders": {"datasets": ["own"]},
        "listener": {"dataset": "own"},
        "renderer": {"datasets": ["own"]},
    }
    return yaml.safe_dump(settings, sort_keys=False, allow_unicode=True, default_flow_style=None)


def _emotions(attitudes: set[str]) -> dict[str, object]:
    if not attitudes or "" in attitudes:
        return {"emotions": list(LABELS), "emotion_source": "analyzer"}
    if attitudes <= set(LABELS):
        return {"emotions": list(LABELS), "emotion_source": "sheet"}
    known = [name for name in ("positive", "neutral", "negative") if name in attitudes]
    return {
        "emotions": known + sorted(attitudes - set(known)),
        "emotion_source": "sheet",
    }


def _has(clips: Sequence[Clip], split: str) -> bool:
    return any(clip.split == split for clip in clips)


def _split(recording: int, recordings: int, turn: int, turns: int) -> Split:
    """Every fifth recording is for testing, or the last; of a single recording its last turns."""
    if recordings == 1:
        return "train" if turn < max(1, min(round(LAST * turns), turns - 1)) else "test"
    last = recording == recordings - 1 and recordings < HELD_OUT
    return "test" if last or recording % HELD_OUT == HELD_OUT - 1 else "train"


def _clip(examined: Examination, index: int, turn: Turn, root: Path, split: Split) -> Clip:
    recording = examined.recording
    speaker, listener = examined.people[turn.person], examined.people[1 - turn.person]
    sounds = recording.sounds
    audio = sounds[turn.person] if len(sounds) == 2 else sounds[0] if sounds else None
    if audio is None and not speaker.video.has_audio:
        audio = listener.video.path  # its sound track has both people
    boxes = {
        f"{role}_box": person.region.cell if person.region else ""
        for role, person in (("speaker", speaker), ("listener", listener))
    }
    return Clip(
        name=f"{_OTHER.sub('_', recording.name).lstrip('.') or 'clip'}_{index:03d}",
        split=split,
        speaker_video=speaker.video.path.relative_to(root).as_posix(),
        listener_video=listener.video.path.relative_to(root).as_posix(),
        audio=audio.relative_to(root).as_posix() if audio else "",
        start=turn.start / FPS,
        end=turn.end / FPS,
        speaker_id=recording.people[turn.person],
        listener_id=recording.people[1 - turn.person],
        **boxes,
    )
