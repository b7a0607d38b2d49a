"""What examined recordings become: rows of a clip sheet, each with what was found out about it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from elp.coefficients import FPS
from elp.config.data import Split
from elp.config.tracking import TrackingSettings
from elp.datasets.clip import Clip
from elp.media.probe import probe
from elp.prepare.examine import Examination
from elp.prepare.speaking import Turn

HELD_OUT = 5  # of so many recordings one is for testing, at least one
LAST = 0.75  # of a single recording, the share that is for training
LABELS = ("positive", "unpositive")
_OTHER = re.compile(r"[^A-Za-z0-9_.-]+")

Listen = Callable[[Path, float, float], str]
"""A label for a sound file, from a second to another."""


@dataclass(frozen=True)
class Proposal:
    """A clip as it is proposed.

    Attributes
    ----------
    clip : Clip
    examined : Examination
        The recording that it is of.
    turn : Turn
        Its frames, and who speaks.
    verdict : str
        What keeps the workflow from using it; empty if nothing does. Then it is in the sheet.
    """

    clip: Clip
    examined: Examination
    turn: Turn
    verdict: str


def propose(
    recordings: Sequence[Examination],
    root: Path,
    listen: Listen | None,
) -> list[Proposal]:
    """Rows for all turns of the recordings that can be used.

    Parameters
    ----------
    recordings : sequence of Examination
    root : Path
        That the rows' paths start from.
    listen : callable, optional
        Without it, rows have no label unless a sheet gives one.
    """
    usable = [recording for recording in recordings if not recording.fault]
    proposals = []
    for number, examined in enumerate(usable):
        for index, turn in enumerate(examined.turns):
            split = _split(number, len(usable), index, len(examined.turns))
            clip = examined.recording.clip or _row(examined, index, turn, root, split)
            if listen and not clip.attitude:
                sound = root / (clip.audio or clip.speaker_video)
                label = listen(sound, turn.start / FPS, turn.end / FPS)
                clip = clip.model_copy(update={"attitude": label})
            verdict = examined.verdict(turn, TrackingSettings())
            proposals.append(Proposal(clip, examined, turn, verdict))
    return proposals


def settings_of(proposals: Sequence[Proposal], root: Path, sheet: Path) -> str:
    """Settings with which the workflow makes all tables of the proposed clips, as YAML."""
    used = [proposal.clip for proposal in proposals if not proposal.verdict]
    train, held_out = (
        {
            person
            for clip in used
            if (clip.split == "train") == own
            for person in clip.people.values()
        }
        for own in (True, False)
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
    """Each fifth recording is for testing, or the last; of a single one its last turns."""
    if recordings == 1:
        return "train" if turn < max(1, min(round(LAST * turns), turns - 1)) else "test"
    last = recording == recordings - 1 and recordings < HELD_OUT
    return "test" if last or recording % HELD_OUT == HELD_OUT - 1 else "train"


def _row(examined: Examination, index: int, turn: Turn, root: Path, split: Split) -> Clip:
    recording = examined.recording
    speaker, listener = examined.people[turn.person], examined.people[1 - turn.person]
    sounds = recording.sounds
    own = sounds[turn.person] if len(sounds) == 2 else sounds[0] if sounds else None
    if own is None and not probe(speaker.video).has_audio:
        own = listener.video  # both talks are on the other one's sound track
    boxes = {
        f"{role}_box": person.region.cell if person.region else ""
        for role, person in (("speaker", speaker), ("listener", listener))
    }
    return Clip(
        name=f"{_OTHER.sub('_', recording.name).lstrip('.') or 'clip'}_{index:03d}",
        split=split,
        speaker_video=speaker.video.relative_to(root).as_posix(),
        listener_video=listener.video.relative_to(root).as_posix(),
        audio=own.relative_to(root).as_posix() if own else "",
        start=turn.start / FPS,
        end=turn.end / FPS,
        speaker_id=recording.people[turn.person],
        listener_id=recording.people[1 - turn.person],
        **boxes,
    )
