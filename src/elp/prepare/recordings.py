"""Which files of a folder are one conversation: by a sheet that is there, or by their names."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from elp.datasets.clip import Clip
from elp.datasets.talking_heads import SUFFIXES
from elp.errors import MediaError
from elp.media.probe import probe

SOUNDS = (".wav", ".flac", ".mp3", ".m4a", ".ogg")
# Words by which names tell both people apart; only the first pair says who speaks.
WORDS = (
    ("speaker", "listener"),
    ("left", "right"),
    ("host", "guest"),
    ("person1", "person2"),
    ("p1", "p2"),
    ("p0", "p1"),
    ("cam1", "cam2"),
    ("a", "b"),
    ("1", "2"),
)
COUNTED = (("a", "b"), ("1", "2"))  # words that may as well number recordings
APART = 2.0  # seconds that both videos of one conversation may differ in length
_TOKENS = re.compile(r"[._\- ]+")


@dataclass(frozen=True)
class Recording:
    """One conversation.

    Attributes
    ----------
    name : str
        What its clips are called after.
    videos : tuple of Path
        One of each person, or a single one of both.
    sounds : tuple of Path
        One that both share, or one of each person; empty: those of the videos.
    people : tuple of str
        Names of both, in the order of the videos.
    roles : bool
        Whether the first is known to be the speaker throughout.
    clip : Clip or None
        The row of the sheet that names it.
    """

    name: str
    videos: tuple[Path, ...]
    sounds: tuple[Path, ...] = ()
    people: tuple[str, str] = ("", "")
    roles: bool = False
    clip: Clip | None = None


@dataclass
class FolderContents:
    """Recordings of a folder, and the files that are of none with the reason."""

    recordings: list[Recording] = field(default_factory=list)
    unused: dict[Path, str] = field(default_factory=dict)


def from_sheet(clips: list[Clip], root: Path) -> FolderContents:
    """The conversations that a sheet names."""
    found = FolderContents()
    for clip in clips:
        videos = (root / clip.speaker_video, root / clip.listener_video)
        sounds = (root / clip.audio,) if clip.audio else ()
        people = (clip.speaker_id, clip.listener_id)
        found.recordings.append(Recording(clip.name, videos, sounds, people, True, clip))
    return found


def from_names(folder: Path, ignored: Path) -> FolderContents:
    """The conversations that the names of the files below a folder tell.

    Two videos whose paths differ in one word of a pair of `WORDS` are a conversation, by `COUNTED`
    words if they last as long; a video that is left over may show both people. A sound file is of
    the conversation or the video that has its name, wherever it lies.

    Parameters
    ----------
    folder : Path
    ignored : Path
        A folder below it whose files do not count.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and ignored not in p.parents)
    videos = [path for path in files if path.suffix.lower() in SUFFIXES]
    sounds = {path.stem: path for path in files if path.suffix.lower() in SOUNDS}
    found, used = FolderContents(), set[Path]()
    for words in WORDS:
        for video in videos:
            partner = _partner(video, words, folder, videos)
            if video in used or partner is None or partner in used:
                continue
            if words in COUNTED and not _equally_long(video, partner):
                continue
            used |= {video, partner}
            name = _name_without(video, words, folder)
            own = tuple(sounds[path.stem] for path in (video, partner) if path.stem in sounds)
            shared = (sounds[name],) if name in sounds else ()
            people = (f"{name} {words[0]}", f"{name} {words[1]}")
            found.recordings.append(
                Recording(
                    name,
                    (video, partner),
                    own if len(own) == 2 else shared or own,
                    people,
                    words == WORDS[0],
                )
            )
    for video in (video for video in videos if video not in used):
        sound = (sounds[video.stem],) if video.stem in sounds else ()
        people = (f"{video.stem} first", f"{video.stem} second")
        found.recordings.append(Recording(video.stem, (video,), sound, people))
    found.recordings = _named_apart(found.recordings, folder)
    heard = {sound for recording in found.recordings for sound in recording.sounds}
    for path in sorted(set(sounds.values()) - heard):
        found.unused[path] = "no video has its name"
    return found


def _equally_long(first: Path, second: Path) -> bool:
    """Whether two videos last as long; so do faulty ones, which are told of later."""
    try:
        return abs(probe(first).duration - probe(second).duration) <= APART
    except MediaError:
        return True


def _named_apart(recordings: list[Recording], folder: Path) -> list[Recording]:
    """In order of their names; where several have one name, their folders go before it."""
    counts = Counter(recording.name for recording in recordings)
    apart = []
    for recording in recordings:
        if counts[recording.name] > 1:
            place = "_".join(recording.videos[0].relative_to(folder).parts[:-1])
            name = f"{place}_{recording.videos[0].stem}" if place else recording.videos[0].stem
            first, second = (person.replace(recording.name, name) for person in recording.people)
            recording = replace(recording, name=name, people=(first, second))
        apart.append(recording)
    return sorted(apart, key=lambda recording: recording.name)


def _partner(video: Path, words: tuple[str, str], folder: Path, videos: list[Path]) -> Path | None:
    """The other person's video: the first word of the pair, once, is the second one there."""
    own = _words(video, folder)
    places = [k for k, word in enumerate(own) if word == words[0]]
    if len(places) != 1:
        return None
    wanted = [*own[: places[0]], words[1], *own[places[0] + 1 :]]
    return next((path for path in videos if _words(path, folder) == wanted), None)


def _words(video: Path, folder: Path) -> list[str]:
    """The words of a path, folders first; folders are kept apart from the name by an empty one."""
    relative = video.relative_to(folder)
    folders = [[*_TOKENS.split(part.lower()), ""] for part in relative.parts[:-1]]
    return [*(word for part in folders for word in part), *_TOKENS.split(relative.stem.lower())]


def _name_without(video: Path, words: tuple[str, str], folder: Path) -> str:
    """The file's name without the person's word; that of the folder if nothing is left."""
    tokens = [part for part in _TOKENS.split(video.stem) if part.lower() not in words]
    if tokens:
        return "_".join(tokens)
    parents = [part for part in video.relative_to(folder).parts[:-1] if part.lower() not in words]
    return parents[-1] if parents else folder.resolve().name
