"""Columns of clip sheets as they lie on disk, and how a row becomes one of our canonical sheet."""

from elp.config.data import DatasetSettings

VIDEOS = ("speaker_video", "listener_video")
BOXES = ("speaker_box", "listener_box")
GIVEN = ("speaker_coefficients", "listener_coefficients")
REQUIRED = ("clip", "split", "speaker_id", "listener_id")
VICO_COLUMNS = (
    "attitude",
    "audio",
    "listener",
    "speaker",
    "listener_id",
    "speaker_id",
    "data_split",
)


def needed_columns(settings: DatasetSettings) -> tuple[str, ...]:
    """Columns that the sheet of a data set must have."""
    if settings.layout == "vico":
        return VICO_COLUMNS
    return REQUIRED + (GIVEN if settings.layout == "coefficients" else VIDEOS)


def canonical(row: dict[str, str], settings: DatasetSettings) -> dict[str, str]:
    """The row in our own columns, with the data set's frame rate where it has none."""
    if settings.layout == "vico":
        return _from_vico(row)
    return row if settings.fps is None else {"fps": str(settings.fps), **row}


def _from_vico(row: dict[str, str]) -> dict[str, str]:
    """ViCo's columns by name, never by position; a clip is called after its listener's video."""
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
