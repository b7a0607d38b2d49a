"""`elp prepare`: look at a folder, and write a clip sheet, settings and a page about it."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from elp.coefficients import FPS
from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.datasets.clip_sheet import read_whole_sheet, write_clip_sheet
from elp.errors import DataError
from elp.faces.crop import FACES
from elp.faces.landmarker import Landmarker
from elp.io.files import atomic
from elp.media.audio import RATE
from elp.media.video import read_sound
from elp.prepare.examine import Examination, examine
from elp.prepare.page import write_page
from elp.prepare.proposal import LABELS, Listen, Proposal, propose, settings_of
from elp.prepare.recordings import FolderContents, from_names, from_sheet

logger = logging.getLogger(__name__)

SHEET, SETTINGS, PAGE = "clips.csv", "settings.yaml", "report.html"


def prepare(
    folder: Path, output: Path, landmarker: Path, analyzer: Path | None, overwrite: bool
) -> list[Proposal]:
    """Write clips.csv, settings.yaml and report.html about a folder of conversations.

    Parameters
    ----------
    folder : Path
        Has the videos, or a sheet RLD_data.csv or clips.csv that names them.
    output : Path
        Folder of the three files.
    landmarker : Path
        MediaPipe's landmark model.
    analyzer : Path, optional
        Speech-Emotion-Analyzer's weights; without them clips have no label.
    overwrite : bool
        Whether an earlier sheet in `output` may be replaced.

    Returns
    -------
    list of Proposal
        All clips; those without a fault are in the sheet.

    Raises
    ------
    DataError
        If the folder has no videos, or `output` a sheet already.
    ClipSheetError
        If the folder's own sheet has faults.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder; name the folder with your conversations")
    sheet = output / SHEET
    if sheet.exists() and not overwrite:
        raise DataError(
            f"{sheet} exists, perhaps with your corrections; name another --output, or replace it "
            "with --overwrite"
        )
    found = _recordings(folder, output)
    if not found.recordings:
        raise DataError(f"{folder} has no videos; name the folder with your conversations")
    _make(output)
    logger.info("%d recordings in %s", len(found.recordings), folder)
    examined = []
    with Landmarker(landmarker, FACES) as model:
        for number, recording in enumerate(found.recordings, start=1):
            examined.append(examine(recording, model, landmarker))
            state = examined[-1].fault or _state(examined[-1])
            logger.info("%d of %d: %s: %s", number, len(found.recordings), recording.name, state)
    proposals = propose(examined, folder, None if analyzer is None else listener(analyzer))
    used = [proposal.clip for proposal in proposals if not proposal.verdict]
    write_page(output / PAGE, folder, proposals, examined, found.unused)
    logger.info("what was found: %s", output / PAGE)
    if not used:
        raise DataError(f"{folder}: no clip can be used; {output / PAGE} has the reasons")
    write_clip_sheet(sheet, used)
    with atomic(output / SETTINGS) as temporary:
        temporary.write_text(settings_of(proposals, folder, sheet), encoding="utf-8")
    if missing := {"train", "test"} - {clip.split for clip in used}:
        logger.warning(
            "no clip of split %s: add conversations, or change the column `split` of %s",
            ", ".join(sorted(missing)),
            sheet,
        )
    logger.info(
        "%d of %d clips in %s; look through it and the page, then run\n"
        "  snakemake --cores all results/table1.csv --configfile %s",
        *(len(used), len(proposals), sheet, output / SETTINGS),
    )
    return proposals


def listener(weights: Path) -> Listen:
    """The analyzer of speech, as a function of a part of a sound file."""
    from elp.emotion.analyzer import LABELS as KNOWN
    from elp.emotion.analyzer import (  # torch is slow to import
        label_probabilities,
        load_published,
    )

    model, positive = load_published(weights), EmotionSettings().positive

    def listen(sound: Path, start: float, end: float) -> str:
        samples = read_sound(sound, rate=RATE, start=start, end=end)
        likeliest = KNOWN[int(label_probabilities(model, samples, RATE).argmax())]
        return LABELS[0] if likeliest in positive else LABELS[1]

    return listen


def _make(output: Path) -> None:
    """Make the folder before minutes of work."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=output):
            pass
    except OSError as error:
        raise DataError(
            f"{output} cannot be written to ({error.strerror}); name another folder with --output"
        ) from error


def _recordings(folder: Path, output: Path) -> FolderContents:
    for layout, name in (("vico", "RLD_data.csv"), ("clips", "clips.csv")):
        if (folder / name).is_file():
            logger.info("%s names the conversations", folder / name)
            # Labels and people may be as they are: what is asked here is whether the files are fit.
            settings = DatasetSettings.model_validate(
                {
                    "layout": layout,
                    "root": folder,
                    "identities": "shared",
                    "emotions": LABELS,
                    "emotion_source": "analyzer",
                }
            )
            return from_sheet(read_whole_sheet(folder / name, settings), folder)
    return from_names(folder, output)


def _state(examined: Examination) -> str:
    seconds = sum(turn.end - turn.start for turn in examined.turns) / FPS
    notes = [f"{len(examined.turns)} clips, {seconds:.1f} s", *examined.remarks]
    notes += [note.text for note in examined.timings if note.faulty]
    return "; ".join(notes)
