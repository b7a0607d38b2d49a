"""What may be pushed: pictures and voices of people only where the settings allow it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from elp.config.root import Config
from elp.dvc.declared import PEOPLE, PEOPLE_TOGETHER, SHEETS
from elp.errors import ElpError

STAGE = "DVC_STAGE"  # set by DVC for the command of a stage


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path matches one of the patterns.

    Examples
    --------
    >>> matches("results/figure1.png", ["results/figure[1456].png"])
    True
    """
    return any(PurePosixPath(path).match(pattern) for pattern in patterns)


def shows_people(path: str) -> bool:
    """Whether an output of a stage contains pictures, videos or voices of people.

    Examples
    --------
    >>> shows_people("results/clips/mine"), shows_people("results/gallery/videos")
    (True, True)
    >>> shows_people("results/features/mine")
    False
    """
    return matches(path, (*PEOPLE, *PEOPLE_TOGETHER))


def datasets_in_use(settings: Config) -> set[str]:
    """Data sets that `rule all` uses."""
    names = {name for table in settings.tables.values() for name in table.datasets}
    names |= set(settings.renders.datasets)
    names |= set() if settings.renderer is None else set(settings.renderer.datasets)
    return names | (set() if settings.listener is None else {settings.listener.dataset})


def kept_back(path: str, settings: Config) -> bool:
    """Whether an output of a stage shows people whom `sharing.people` keeps on this machine.

    Parameters
    ----------
    path : str
        An output in dvc.yaml; if it is of one data set, its last part is the name.
    settings : Config
        The data sets and who may be shared. A data set without settings counts as real.
    """
    if not shows_people(path) or settings.sharing.people == "all":
        return False
    if settings.sharing.people == "none":
        return True
    shown = {PurePosixPath(path).name} if matches(path, PEOPLE) else datasets_in_use(settings)
    return not all(_made_up(name, settings) for name in shown)


def check_stage(settings: Config, document: Path = Path("dvc.yaml")) -> None:
    """Stop the command of a stage if dvc.yaml does not fit the settings' data sets and sharing.

    Outside DVC nothing is checked, since only stages version results.

    Raises
    ------
    ElpError
        If dvc.yaml pushes what the settings keep back, or lacks a data set in use.
    """
    if STAGE not in os.environ or not document.is_file():
        return
    outs = dict(_outs(yaml.load(document.read_text(), yaml.CSafeLoader)))
    pushed = [path for path, flags in outs.items() if flags.get("push", True)]
    if bare := [path for path in pushed if kept_back(path, settings)]:
        raise ElpError(
            f"{document} lets `dvc push` send {', '.join(bare)}, but `sharing.people: "
            f"{settings.sharing.people}` keeps them here; run `make dvc` and commit it"
        )
    versioned = {PurePosixPath(path).name for path in outs if matches(path, SHEETS)}
    if missing := sorted(datasets_in_use(settings) - versioned):
        raise ElpError(
            f"{document} lacks the data sets {', '.join(missing)}, so their results would not be "
            "versioned; run `make dvc` and commit it"
        )


def _made_up(name: str, settings: Config) -> bool:
    return name in settings.datasets and settings.datasets[name].layout == "sample_corpus"


def _outs(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Outputs of all stages with their flags."""
    for stage in document["stages"].values():
        for out in stage.get("outs", []):
            yield from out.items() if isinstance(out, dict) else [(out, {})]
