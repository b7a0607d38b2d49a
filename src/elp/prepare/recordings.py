"""Group the files of a folder into conversations, by a clip sheet or by their names."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from elp.datasets.clip import Clip
from elp.datasets.talking_heads import SUFFIXES
from elp.errors import MediaError
from elp.media.probe import MediaInfo, probe

SOUNDS = (".wav", ".flac", ".mp3", ".m4a", ".ogg")
# Words that distinguish the files of the two people; only the first pair says who speaks.
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
COUNTED = (("a", "b"), ("1", "2"))  # words that may also number recordings
APART = 2.0  # seconds that both videos of one conversation may differ in length
_TOKENS = re.compile(r"[._\- ]+")


@dataclass(frozen=True)
class Recording:
    """One conversation.

    Attributes
    ----------
    name : str
        Its clips' names begin with it.
    videos : tuple of Path
        One of each person, or a single one that shows both.
    sounds : tuple of Path
        One shared file, or one of each person; empty: the videos' sound tracks.
    people : tuple of str
        Both names, in the order of the videos.
    roles : bool
        Whether the first person is known to be the speaker throughout.
    clip : Clip or None
        The row of the sheet that lists it.
    """

    name: str
    videos: tuple[Path, ...]
    sounds: tuple[Path, ...] = ()
    people: tuple[str, str] = ("", "")
    roles: bool = False
    clip: Clip | None = None


@dataclass
class FolderContents:
    """Recordings of a folder, and the files that belong to none, with the reason."""

    recordings: list[Recording] = field(default_factory=list)
    unused: dict[Path, str] = field(default_factory=dict)


def from_sheet(clips: list[Clip], root: Path) -> FolderContents:
    """The conversations that a sheet lists."""
    contents = FolderContents()
    for clip in clips:
        videos = (root / clip.speaker_video, root / clip.listener_video)
        sounds = (root / clip.audio,) if clip.audio else ()
        people = (clip.speaker_id, clip.listener_id)
        contents.recordings.append(Recording(clip.name, videos, sounds, people, True, clip))
    return contents


def from_names(
    folder: Path, ignored: Path, ask: Callable[[Path], MediaInfo] = probe
) -> FolderContents:
    """The conversations that the file names below a folder suggest.

    Two videos whose paths differ in one word of a pair of `WORDS` are a conversation; with
    `COUNTED` words only if they have the same length. A video without a partner may show both
    people. A sound file belongs to the conversation or video of the same name, in any folder.

    Parameters
    ----------
    folder : Path
    ignored : Path
        A folder below it whose files are skipped.
    ask : callable
        Gives a file's `MediaInfo`.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and ignored not in p.parents)
    videos = [path for path in files if path.suffix.lower() in SUFFIXES]
    sounds = {path.stem: path for path in files if path.suffix.lower() in SOUNDS}
    recordings, used = list[Recording](), set[Path]()
    for words in WORDS:
        for video in videos:
            partner = _partner(video, words, folder, videos)
            if video in used or partner is None or partner in used:
                continue
            if words in COUNTED and not _equally_long(video, partner, ask):
                continue
            used |= {video, partner}
            recordings.append(_pair((video, partner), words, folder, sounds))
    for video in (video for video in videos if video not in used):
        sound = (sounds[video.stem],) if video.stem in sounds else ()
        people = (f"{video.stem} first", f"{video.stem} second")
        recordings.append(Recording(video.stem, (video,), sound, people))
    assigned = {sound for recording in recordings for sound in recording.sounds}
    unused = dict.fromkeys(sorted(set(sounds.values()) - assigned), "no video has the same name")
    return FolderContents(_named_apart(recordings, folder), unused)


def _pair(
    videos: tuple[Path, Path], words: tuple[str, str], folder: Path, sounds: dict[str, Path]
) -> Recording:
    """The recording of two videos, with each person's sound or the shared one."""
    name = _name_without(videos[0], words, folder)
    own = tuple(sounds[path.stem] for path in videos if path.stem in sounds)
    shared = (sounds[name],) if name in sounds else ()
    people = (f"{name} {words[0]}", f"{name} {words[1]}")
    chosen = own if len(own) == 2 else shared or own
    return Recording(name, videos, chosen, people, words == WORDS[0])


def _equally_long(first: Path, second: Path, ask: Callable[[Path], MediaInfo]) -> bool:
    """Whether two videos have the same length; assumed of faulty ones, which `examine` reports."""
    try:
        return abs(ask(first).duration - ask(second).duration) <= APART
    except MediaError:
        return True


def _named_apart(recordings: list[Recording], folder: Path) -> list[Recording]:
    """Sorted by name; recordings of the same name get their folders as a prefix."""
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
    """The other person's video: its path has the pair's second word instead of the first."""
    tokens = _words(video, folder)
    places = [k for k, word in enumerate(tokens) if word == words[0]]
    if len(places) != 1:
        return None
    partner = [*tokens[: places[0]], words[1], *tokens[places[0] + 1 :]]
    return next((path for path in videos if _words(path, folder) == partner), None)


def _words(video: Path, folder: Path) -> list[str]:
    """The words of a path, folders first; an empty word ends each folder."""
    relative = video.relative_to(folder)
    folders = [[*_TOKENS.split(part.lower()), ""] for part in relative.parts[:-1]]
    return [*(word for part in folders for word in part), *_TOKENS.split(relative.stem.lower())]


def _name_without(video: Path, words: tuple[str, str], folder: Path) -> str:
    """The file's name without the person's word; the folder's name if nothing is left."""
    tokens = [part for part in _TOKENS.split(video.stem) if part.lower() not in words]
    if tokens:
        return "_".join(tokens)
    parents = [part for part in video.relative_to(folder).parts[:-1] if part.lower() not in words]
    return parents[-1] if parents else folder.resolve().name
