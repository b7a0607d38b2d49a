"""Modification times of results that DVC restored, as far as Snakemake uses them.

DVC restores contents, not times. Snakemake compares the contents of files but only the times of
folders, so after `dvc pull` it would rerun whatever reads a folder. Its own records, which DVC
restores too, hold the right times.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from elp.io.files import STAMP
from elp.workflow.records import RECORDS, read_values


class Record(NamedTuple):
    """What Snakemake recorded about an output."""

    path: Path
    started: float
    ended: float
    inputs: tuple[str, ...]


def restore_times(records: Path = RECORDS, root: Path = Path()) -> list[Path]:
    """Set the time of folders that look too new to the end of their job.

    An output that was made before a folder it reads is set to look older than it, so that Snakemake
    runs it again. Other times of files stay, since Snakemake compares the contents of files.

    Parameters
    ----------
    records : Path
        Snakemake's records of outputs.
    root : Path
        Folder that paths of outputs are relative to.

    Returns
    -------
    list of Path
        The outputs whose time was changed.
    """
    if not records.is_dir():
        return []
    known = [record for record in read_records(records) if (root / record.path).exists()]
    folders = {record.path.as_posix(): record for record in known if (root / record.path).is_dir()}
    changed = [r.path for r in folders.values() if _made_older(root / r.path, r.ended)]
    for record in known:
        read = [folders[path].ended for path in record.inputs if path in folders]
        # Ends are compared: all jobs of a group on a cluster have the start of their group.
        if read and record.ended < max(read) <= _time(root / record.path):
            _made_older(root / record.path, record.started)
            changed.append(record.path)
    return changed


def read_records(folder: Path) -> Iterator[Record]:
    """Snakemake's records of jobs that ran, with their times."""
    for output, values in read_values(folder):
        if values.get("starttime") is not None and values.get("endtime") is not None:
            yield Record(
                Path(output),
                float(values["starttime"]),
                float(values["endtime"]),
                tuple(values["input"] or ()),
            )


def _carrier(path: Path) -> Path:
    return path / STAMP if (path / STAMP).is_file() else path


def _time(path: Path) -> float:
    return _carrier(path).stat().st_mtime


def _made_older(path: Path, time: float) -> bool:
    """Set a path's time back if it is newer; whether it was."""
    if _time(path) <= time:
        return False
    os.utime(_carrier(path), (time, time))
    return True
