"""ViCo's two sheets: that of the full set, and that of the challenge, which has no attitudes."""

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from zlib import crc32

from elp.config.data import DatasetSettings
from elp.datasets.clip import Clip

logger = logging.getLogger(__name__)

FULL = ("attitude", "audio", "listener", "speaker", "listener_id", "speaker_id", "data_split")
CHALLENGE = ("video_id", "uuid", "speaker_id", "listener_id")
FPS = 30.0  # of the released coefficients
PAPER_CLIPS, PAPER_LISTENERS = 483, 50  # Sec. 4.1


def needed_columns(columns: Collection[str]) -> tuple[str, ...]:
    """Columns of the sheet that is meant: the challenge's, or that of the full set."""
    return CHALLENGE if "uuid" in columns else FULL


def canonical(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The row in our own columns: by name, never by position."""
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
    """Log how many clips and listeners there are, as a warning where the paper has others."""
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
    """A clip is called after its listener's video."""
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
    """All its rows are for training: a share of the source videos is held out, by their hash."""
    uuid = row["uuid"]
    place = crc32(row.get("video_id", "").encode()) / 2**32
    return {
        "clip": uuid,
        "split": "test" if place < settings.held_out else "train",
        "speaker_video": f"videos/{uuid}.speaker.mp4",
        "listener_video": f"videos/{uuid}.listener.mp4",
        "audio": f"audios/{uuid}.wav",
        "speaker_id": row.get("speaker_id", ""),
        "listener_id": row.get("listener_id", ""),
    }
