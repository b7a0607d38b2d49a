"""`elp prepare`: examine a folder, and write a clip sheet, settings and a report."""

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from elp.coefficients import FPS
from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.clip_sheet import read_whole_sheet
from elp.errors import DataError
from elp.faces.crop import FACES
from elp.faces.landmarker import Landmarker
from elp.io.files import atomic
from elp.media.audio import RATE
from elp.media.probe import MediaInfo, probe
from elp.media.video import read_sound
from elp.prepare.examination import Examination
from elp.prepare.examine import examine
from elp.prepare.page import write_page
from elp.prepare.proposal import LABELS, Labeller, Proposal, propose, settings_of
from elp.prepare.recordings import FolderContents, Recording, from_names, from_sheet

logger = logging.getLogger(__name__)

SHEET, SETTINGS, PAGE = "clips.csv", "settings.yaml", "report.html"


def prepare(
    folder: Path, output: Path, landmarker: Path, analyzer: Path | None, overwrite: bool
) -> list[Proposal]:
    """Write clips.csv, settings.yaml and report.html for a folder of conversations.

    Parameters
    ----------
    folder : Path
        Holds the videos, or a sheet RLD_data.csv or clips.csv that lists them.
    output : Path
        Folder for the three files.
    landmarker : Path
        File of MediaPipe's face landmark model.
    analyzer : Path, optional
        Weights of the Speech-Emotion-Analyzer; without them clips have no label.
    overwrite : bool
        Whether an existing sheet in `output` may be replaced.

    Returns
    -------
    list of Proposal
        All clips; those without a fault are in the sheet.

    Raises
    ------
    DataError
        If the folder has no videos or no usable clip, or `output` already has a sheet.
    ClipSheetError
        If the folder's own sheet has faults.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: not a folder; name the folder that holds your conversations")
    sheet = output / SHEET
    if sheet.exists() and not overwrite:
        raise DataError(
            f"{sheet} exists and may hold your corrections; choose another --output, or replace it "
            "with --overwrite"
        )
    ask = cache(probe)  # each file is probed once
    contents = _contents(folder, output, ask)
    if not contents.recordings:
        raise DataError(f"{folder}: no videos found; name the folder that holds your conversations")
    _make_writable(output)
    logger.info("recordings in %s: %d", folder, len(contents.recordings))
    examined = _examine_all(contents.recordings, landmarker, ask)
    proposals = propose(examined, folder, None if analyzer is None else labeller(analyzer, ask))
    write_page(output / PAGE, folder, proposals, examined, contents.unused)
    logger.info("report: %s", output / PAGE)
    _write_sheet(proposals, folder, output)
    return proposals


def labeller(weights: Path, ask: Callable[[Path], MediaInfo] = probe) -> Labeller:
    """The speech emotion analyzer as a function that labels a stretch of a sound file."""
    from elp.emotion.analyzer import LABELS as KNOWN
    from elp.emotion.analyzer import (  # torch is slow to import
        label_probabilities,
        load_published,
    )

    model, positive = load_published(weights), EmotionSettings().positive

    def label(sound: Path, start: float, end: float) -> str:
        samples = read_sound(sound, rate=RATE, start=start, end=end, info=ask(sound))
        likeliest = KNOWN[int(label_probabilities(model, samples, RATE).argmax())]
        return LABELS[0] if likeliest in positive else LABELS[1]

    return label


def _make_writable(output: Path) -> None:
    """Create the folder, and fail now rather than after minutes of work."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=output):
            pass
    except OSError as error:
        raise DataError(
            f"{output} cannot be written to ({error.strerror}); choose another folder with --output"
        ) from error


def _contents(folder: Path, output: Path, ask: Callable[[Path], MediaInfo]) -> FolderContents:
    for layout, name in (("vico", "RLD_data.csv"), ("clips", "clips.csv")):
        if (folder / name).is_file():
            logger.info("%s lists the conversations", folder / name)
            # Permissive about labels and people: only the media files are examined here.
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
    return from_names(folder, output, ask)


def _examine_all(
    recordings: list[Recording], landmarker: Path, ask: Callable[[Path], MediaInfo]
) -> list[Examination]:
    examined = []
    with Landmarker(landmarker, FACES) as model:
        for number, recording in enumerate(recordings, start=1):
            examined.append(examine(recording, model, landmarker, ask))
            state = examined[-1].fault or _state(examined[-1])
            logger.info("%d of %d: %s: %s", number, len(recordings), recording.name, state)
    return examined


def _state(examined: Examination) -> str:
    seconds = sum(turn.end - turn.start for turn in examined.turns) / FPS
    remarks = [f"{len(examined.turns)} clips, {seconds:.1f} s", *examined.remarks]
    remarks += [timing.text for timing in examined.timings if timing.faulty]
    return "; ".join(remarks)


def _write_sheet(proposals: list[Proposal], folder: Path, output: Path) -> None:
    """Write the usable clips and the settings, and say what to do next."""
    sheet = output / SHEET
    clips = [proposal.clip for proposal in proposals if not proposal.verdict]
    if not clips:
        raise DataError(f"{folder}: no clip can be used; see {output / PAGE} for the reasons")
    write_clip_sheet(sheet, clips)
    with atomic(output / SETTINGS) as temporary:
        temporary.write_text(settings_of(proposals, folder, sheet), encoding="utf-8")
    if missing := {"train", "test"} - {clip.split for clip in clips}:
        logger.warning(
            "no clip of split %s: add conversations, or change the column `split` of %s",
            ", ".join(sorted(missing)),
            sheet,
        )
    logger.info(
        "wrote %d of %d clips to %s; check it and the report, then run\n"
        "  snakemake --cores all results/table1.csv --configfile %s",
        *(len(clips), len(proposals), sheet, output / SETTINGS),
    )
