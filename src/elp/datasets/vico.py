"""ViCo's two sheets: of the full set, and of the challenge, which has no attitudes."""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from zlib import crc32

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip

logger = logging.getLogger(__name__)

FULL = ("attitude", "audio", "listener", "speaker", "listener_id", "speaker_id", "data_split")
CHALLENGE = ("video_id", "uuid", "speaker_id", "listener_id")
FPS = 30.0  # frame rate of the released coefficients
PAPER_CLIPS, PAPER_LISTENERS = 483, 50  # Sec. 4.1


def needed_columns(columns: Collection[str]) -> tuple[str, ...]:
    """Columns of the challenge's sheet if it has one of them, else of the full set's."""
    return CHALLENGE if "uuid" in columns else FULL


def canonical(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The row in our own columns."""
    cells = _from_challenge(row, settings) if "uuid" in row else _from_full(row)
    if settings.layout == "vico":
        return cells
    return {
        **{name: cell for name, cell in cells.items() if not name.endswith("_video")},
        **{
            f"{role}_coefficients": settings.coefficients.replace(
                "{split}", cells["split"]
            ).replace(
                "{video}", cells[f"{role}_video"].removeprefix("videos/").removesuffix(".mp4")
            )
            for role in ("speaker", "listener")
        },
        "fps": str(settings.fps or FPS),
    }


def compare_with_paper(clips: Sequence[Clip]) -> None:
    """Log the numbers of clips and listeners, as a warning if the paper has others."""
    listeners = {clip.listener_id for clip in clips}
    splits = Counter(clip.split for clip in clips)
    listing = ", ".join(f"{split} {count}" for split, count in splits.most_common())
    same = (len(clips), len(listeners)) == (PAPER_CLIPS, PAPER_LISTENERS)
    logger.log(
        logging.INFO if same else logging.WARNING,
        "%d clips (%s) with %d listeners; the paper has %d clips with %d listeners",
        *(len(clips), listing, len(listeners), PAPER_CLIPS, PAPER_LISTENERS),
    )


def _from_full(row: dict[str, str]) -> dict[str, str]:
    """A clip has the name of its listener's video."""
    return {
        "clip": row.get("listener", "").removesuffix(".listener"),
        "split": row.get("data_split", ""),
        "speaker_video": f"videos/{row.get('speaker', '')}.mp4",
        "listener_video": f"videos/{row.get('listener', '')}.mp4",
        "audio": f"audios/{row.get('audio', '')}.wav",
        "speaker_id": row.get("speaker_id", ""),
        "listener_id": row.get("listener_id", ""),
        "attitude": row.get("attitude", ""),
    }


def _from_challenge(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The challenge has no test split; a fraction of the videos is held out by their hash."""
    uuid = row["uuid"]
    fraction = crc32(row.get("video_id", "").encode()) / 2**32
    return {
        "clip": uuid,
        "split": "test" if fraction < settings.held_out else "train",
        "speaker_video": f"videos/{uuid}.speaker.mp4",
        "listener_video": f"videos/{uuid}.listener.mp4",
        "audio": f"audios/{uuid}.wav",
        "speaker_id": row.get("speaker_id", ""),
        "listener_id": row.get("listener_id", ""),
    }
