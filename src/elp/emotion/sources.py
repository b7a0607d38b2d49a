"""Where a data set's labels come from: the sheet, a table, or an analyzer of speech."""

from functools import partial
from pathlib import Path

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.datasets.clip_sheet import read_canonical
from elp.emotion.labels import (
    EmotionLabel,
    labels_from_sheet,
    labels_from_speech,
    labels_from_table,
)
from elp.errors import DataError
from elp.media.audio import speech_files


def read_labels(
    sheet: Path,
    folders: list[Path],
    weights: Path | None,
    dataset: DatasetSettings,
    settings: EmotionSettings,
) -> list[EmotionLabel]:
    """The emotion of every clip of a data set that was not excluded when it was cut.

    Parameters
    ----------
    sheet : Path
        The canonical clip sheet.
    folders : list of Path
        Clip folders of all shards; an excluded clip has no speech there.
    weights : Path or None
        Of the analyzer; None unless labels come from speech.
    dataset, settings
        Source, emotions, analyzer.

    Raises
    ------
    DataError
        If the user's table has faults, or the analyzer should listen to clips without sound.
    MediaError
        If a sound cannot be read.
    WeightsError
        If the weights are not the analyzer's.
    """
    clips = read_canonical(sheet)
    sounds = speech_files(folders)
    included = [clip for clip in clips if clip.name in sounds]
    if dataset.emotion_source == "sheet":
        return labels_from_sheet(included)
    if dataset.emotion_table is not None:
        labels = labels_from_table(clips, dataset.emotion_table, dataset.emotions)
        return [label for label in labels if label.clip in sounds]
    if silent := [clip.name for clip in included if sounds[clip.name].suffix != ".wav"]:
        raise DataError(
            f"{len(silent)} clips have no sound but MFCC, which the analyzer does not read, first "
            f"{silent[0]}; set `emotion_source: table` (or `sheet`) of the data set"
        )
    # torch is slow to import, and needed here only.
    from elp.emotion.analyzer import label_probabilities, load_analyzer, load_published

    if weights is None:
        raise ValueError("the analyzer needs weights")
    load = load_published if settings.analyzer == "published" else load_analyzer
    listen = partial(label_probabilities, load(weights))
    return labels_from_speech(included, sounds, listen, dataset.emotions, settings)
