"""Results of an earlier version, brought to where and how this version reads them.

Nothing is made again. Each step skips what an earlier call has done, so a call that was cut short
can be repeated.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from elp.config.tracking import TrackingSettings
from elp.errors import ElpError
from elp.io.files import atomic
from elp.tracking.face_model import FaceModel
from elp.workflow.notes import FOLDER, note_path, sha256
from elp.workflow.options import options_of, parsed
from elp.workflow.records import recorded

logger = logging.getLogger(__name__)

# Folders of results by their old path.
MOVED = {"results/renderer/scores": "results/reconstruction"}
LISTENER = Path("results/listener")
SETTINGS = Path("config/config.yaml")


def upgrade(configfiles: Sequence[Path] = ()) -> None:
    """Move and rewrite the results in the working folder, and have Snakemake take them as current.

    The results must be current by the rules and settings of the version that made them.

    Raises
    ------
    ElpError
        If a file cannot be read, or Snakemake cannot plan the workflow.
    """
    for path in move_results(MOVED):
        logger.info("moved %s", path)
    for path in rewrite_face_models(configfiles):
        logger.info("rewrote %s: it holds the camera's field of view", path)
    touch(configfiles)
    logger.info("Snakemake takes the results as current; `snakemake --dry-run` shows what is left")


def move_results(moved: Mapping[str, str]) -> list[Path]:
    """Move files, and their notes, from old folders to new ones; new paths of those that moved.

    A file that is in the new folder already stays; the old one of that name is left where it is.
    """
    paths = []
    records = recorded()
    for old, new in moved.items():
        for path in sorted(Path(old).rglob("*")):
            target = new / path.relative_to(old)
            if not path.is_file() or target.exists():
                continue
            _move_note(path, target)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
            if path.as_posix() in records:
                records[path.as_posix()].unlink(missing_ok=True)
            paths.append(target)
        for folder in (Path(old), FOLDER / Path(old).relative_to("results")):
            _remove_empty(folder)
    return paths


def rewrite_face_models(configfiles: Sequence[Path] = ()) -> list[Path]:
    """Add the camera's field of view, which was a setting, to face models; those rewritten."""
    paths = []
    for path in (*sorted(Path("results/tracking").glob("*/face_model.npz")), *_face_of_listener()):
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays: dict[str, Any] = dict(archive)
        except Exception as fault:  # a damaged file can cause any
            raise ElpError(
                f"{path}: not a readable face model; delete it and call again"
            ) from fault
        if "field_of_view" in arrays:
            continue
        arrays |= {name: str(arrays[name]) for name in ("name", "licence")}
        arrays["field_of_view"] = _field_of_view(path, configfiles)
        FaceModel(**{field.name: arrays[field.name] for field in fields(FaceModel)}).save(path)
        _renew_hash(LISTENER if path.parent == LISTENER else path)
        paths.append(path)
    return paths


def touch(
    configfiles: Sequence[Path] = (),
    run: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run,
) -> None:
    """Have Snakemake record every result as made by the present rules, settings and code.

    Raises
    ------
    ElpError
        With Snakemake's message, if it fails.
    """
    before = recorded()
    command = [sys.executable, "-m", "snakemake", "--touch", "--cores", "1"]
    done = run([*command, *options_of(configfiles, [])], capture_output=True, text=True)
    if done.returncode:
        raise ElpError(f"Snakemake could not mark the results as current:\n{done.stderr.strip()}")
    # It records results that do not exist, too.
    for output, record in recorded().items():
        if output not in before and not Path(output).exists():
            record.unlink()


def _face_of_listener() -> list[Path]:
    path = LISTENER / "face_model.npz"
    return [path] if path.is_file() else []


def _field_of_view(face_model: Path, configfiles: Sequence[Path]) -> float:
    """Of the settings that the face model was made with; else of the present ones."""
    about = face_model.with_name("about.json")
    if face_model.parent == LISTENER and about.is_file():
        return TrackingSettings.model_validate(
            json.loads(about.read_text())["tracking"]
        ).field_of_view
    note = note_path(face_model)
    if note is not None and note.is_file():
        (settings,) = parsed(json.loads(note.read_text())["command"])["--settings"]
        return TrackingSettings.model_validate_json(settings).field_of_view
    section: dict[str, Any] = {}
    for path in (SETTINGS, *configfiles):
        section |= (yaml.safe_load(path.read_text()) or {}).get("tracking", {})
    return TrackingSettings.model_validate(section).field_of_view


def _move_note(old: Path, new: Path) -> None:
    """Move a result's note; before the result, so that no result is left without one."""
    before, after = note_path(old), note_path(new)
    if before is None or after is None or not before.is_file():
        return
    _write_note(after, {**json.loads(before.read_text()), "output": new.as_posix()})
    before.unlink()


def _renew_hash(output: Path) -> None:
    note = note_path(output)
    if note is not None and note.is_file():
        _write_note(note, {**json.loads(note.read_text()), "sha256": sha256(output)})


def _write_note(path: Path, facts: Mapping[str, Any]) -> None:
    with atomic(path) as temporary:
        temporary.write_text(json.dumps(facts, indent=1) + "\n")


def _remove_empty(folder: Path) -> None:
    """Remove a folder, those in it and those around it, if they are empty."""
    for path in (*sorted(folder.rglob("*"), reverse=True), folder, *folder.parents):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
