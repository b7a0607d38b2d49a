"""Times of results that DVC brought back, as far as Snakemake goes by them.

DVC restores contents and not times. Of files Snakemake then compares contents; of folders it looks
at the time only, so that after `dvc pull` it would run whatever reads one again. Snakemake's own
records, which DVC restores too, have the times that count.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from elp.io.files import STAMP
from elp.workflow.records import RECORDS, read_values


class Record(NamedTuple):
    """What Snakemake noted about an output."""

    path: Path
    started: float
    ended: float
    inputs: tuple[str, ...]


def restore_times(records: Path = RECORDS, root: Path = Path()) -> list[Path]:
    """Give folders that look newer than they are the time at which their job ended.

    Whatever was made before the folder it reads is made to look older than it, so that Snakemake
    runs it again. Times of files are else left alone: theirs are compared by contents.

    Parameters
    ----------
    records : Path
        Snakemake's records of outputs.
    root : Path
        Folder that the paths of outputs start from.

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
        # By the ends: jobs of one group on a cluster all have the start of their group.
        if read and record.ended < max(read) <= _time(root / record.path):
            _made_older(root / record.path, record.started)
            changed.append(record.path)
    return changed


def read_records(folder: Path) -> Iterator[Record]:
    """Snakemake's records of what it ran, with its times."""
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
    """Set its time back; whether it was newer."""
    if _time(path) <= time:
        return False
    os.utime(_carrier(path), (time, time))
    return True
