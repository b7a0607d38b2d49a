"""Reading a data set's labels from their source: clip sheet, table, or an analyzer of speech."""

from functools import partial
from pathlib import Path

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.datasets.canonical_sheet import read_canonical
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
    """The emotion of every clip of a data set, without clips excluded at cutting.

    Parameters
    ----------
    sheet : Path
        The canonical clip sheet.
    folders : list of Path
        Clip folders of all shards; they have no speech of excluded clips.
    weights : Path or None
        The analyzer's; None unless labels come from speech.
    dataset, settings
        Source of the labels, emotions, analyzer.

    Raises
    ------
    DataError
        If the user's table has faults, or a clip to be analysed has no sound.
    MediaError
        If a sound cannot be read.
    WeightsError
        If the weights are of another network.
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
            f"{len(silent)} clips have MFCC but no sound, which the analyzer needs, first "
            f"{silent[0]}; set `emotion_source: table` (or `sheet`) of the data set"
        )
    # torch is slow to import, and only needed here.
    from elp.emotion.analyzer import label_probabilities, load_analyzer, load_published

    if weights is None:
        raise ValueError("the analyzer needs weights")
    load = load_published if settings.analyzer == "published" else load_analyzer
    listen = partial(label_probabilities, load(weights))
    return labels_from_speech(included, sounds, listen, dataset.emotions, settings)
