"""Where a data set's labels come from: the sheet, a table, or an analyzer of speech."""

from functools import partial
from pathlib import Path

from elp.clip_sheet import read_canonical
from elp.config.data import DatasetSettings, EmotionSettings
from elp.emotion.labels import (
    EmotionLabel,
    labels_from_sheet,
    labels_from_speech,
    labels_from_table,
)


def read_labels(
    sheet: Path,
    folders: list[Path],
    weights: Path | None,
    dataset: DatasetSettings,
    settings: EmotionSettings,
) -> list[EmotionLabel]:
    """Labels of all clips of a data set.

    Parameters
    ----------
    sheet : Path
        The canonical clip sheet.
    folders : list of Path
        Clip folders of all shards, whose sounds the analyzer hears.
    weights : Path or None
        Of the analyzer; None unless labels come from speech.
    dataset, settings
        Source, emotions, analyzer.

    Raises
    ------
    DataError, ElpError, WeightsError
        See the sources.
    """
    clips = read_canonical(sheet)
    if dataset.emotion_source == "sheet":
        return labels_from_sheet(clips)
    if dataset.emotion_table is not None:
        return labels_from_table(clips, dataset.emotion_table, dataset.emotions)
    # torch is slow to import, and needed here only.
    from elp.emotion.analyzer import label_probabilities, load_analyzer, load_published

    if weights is None:
        raise ValueError("the analyzer needs weights")
    load = load_published if settings.analyzer == "published" else load_analyzer
    sounds = {path.stem: path for folder in folders for path in folder.glob("*.wav")}
    listen = partial(label_probabilities, load(weights))
    source = f"{settings.analyzer} analyzer"
    return labels_from_speech(clips, sounds, listen, source, dataset, settings)
