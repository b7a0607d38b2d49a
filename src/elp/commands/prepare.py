"""`elp prepare`."""

from pathlib import Path


def prepare(
    folder: Path,
    *,
    output: Path | None = None,
    landmarker: Path | None = None,
    speech_emotion: Path | None = None,
    overwrite: bool = False,
) -> None:
    """Make a clip sheet from a folder of conversations, with a report on each clip.

    Parameters
    ----------
    folder
        Folder of videos: two per conversation, whose names differ in one word such as speaker and
        listener, left and right, or a and b; or one that shows both people side by side. A sheet
        RLD_data.csv or clips.csv in the folder is used instead of the names.
    output
        Folder for clips.csv, settings.yaml and report.html; default: FOLDER/prepared.
    landmarker
        MediaPipe's face_landmarker.task; default: the one in results/weights, else a download.
    speech_emotion
        Weights of the Speech-Emotion-Analyzer, which labels the clips; default: those in
        results/weights. Without weights, the workflow labels the clips.
    overwrite
        Replace an existing clips.csv in the output folder.
    """
    from elp.downloads.weights import fetch_weights
    from elp.prepare.command import prepare as run

    if landmarker is None:
        landmarker = Path("results/weights/face_landmarker.task")
        if not landmarker.is_file():
            fetch_weights("face_landmarker", None, landmarker)
    published = Path("results/weights/speech_emotion.h5")
    if speech_emotion is None and published.is_file():
        speech_emotion = published
    run(folder, output or folder / "prepared", landmarker, speech_emotion, overwrite)
