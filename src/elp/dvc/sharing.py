"""What may be pushed: pictures and voices of people only where the settings let them go."""

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
    """Whether a path is of one of the patterns.

    Examples
    --------
    >>> matches("results/figure1.png", ["results/figure[1456].png"])
    True
    """
    return any(PurePosixPath(path).match(pattern) for pattern in patterns)


def shows_people(path: str) -> bool:
    """Whether an output of a stage is a picture, video or voice of people.

    Examples
    --------
    >>> shows_people("results/clips/mine"), shows_people("results/gallery/videos")
    (True, True)
    >>> shows_people("results/features/mine")
    False
    """
    return matches(path, (*PEOPLE, *PEOPLE_TOGETHER))


def datasets_in_use(settings: Config) -> set[str]:
    """Data sets of which `rule all` makes something."""
    found = {name for table in settings.tables.values() for name in table.datasets}
    found |= set(settings.renders.datasets)
    found |= set() if settings.renderer is None else set(settings.renderer.datasets)
    return found | (set() if settings.listener is None else {settings.listener.dataset})


def kept_back(path: str, settings: Config) -> bool:
    """Whether an output of a stage shows people whom `sharing.people` keeps on the machine.

    Parameters
    ----------
    path : str
        An output as dvc.yaml has it: its last part is the data set, if it is of one.
    settings : Config
        The data sets and who may be shared. A data set that they do not have counts as real.
    """
    if not shows_people(path) or settings.sharing.people == "all":
        return False
    if settings.sharing.people == "none":
        return True
    shown = {PurePosixPath(path).name} if matches(path, PEOPLE) else datasets_in_use(settings)
    return not all(_made_up(name, settings) for name in shown)


def check_stage(settings: Config, document: Path = Path("dvc.yaml")) -> None:
    """Stop the command of a stage if dvc.yaml was made for other people than the settings have.

    Outside of DVC nothing is looked at: only stages put results where they are pushed from.

    Raises
    ------
    ElpError
        If dvc.yaml pushes what the settings keep back, or has no place for a data set of theirs.
    """
    if STAGE not in os.environ or not document.is_file():
        return
    outs = dict(_outs(yaml.load(document.read_text(), yaml.CSafeLoader)))
    pushed = [path for path, flags in outs.items() if flags.get("push", True)]
    if bare := [path for path in pushed if kept_back(path, settings)]:
        raise ElpError(
            f"{document} lets `dvc push` send {', '.join(bare)}, which `sharing.people: "
            f"{settings.sharing.people}` keeps here; run `make dvc` and commit it"
        )
    versioned = {PurePosixPath(path).name for path in outs if matches(path, SHEETS)}
    if missing := sorted(datasets_in_use(settings) - versioned):
        raise ElpError(
            f"{document} knows nothing of the data sets {', '.join(missing)}, so that none of "
            "their results would be versioned; run `make dvc` and commit it"
        )


def _made_up(name: str, settings: Config) -> bool:
    return name in settings.datasets and settings.datasets[name].layout == "sample_corpus"


def _outs(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Outputs of all stages with their flags."""
    for stage in document["stages"].values():
        for out in stage.get("outs", []):
            yield from out.items() if isinstance(out, dict) else [(out, {})]
