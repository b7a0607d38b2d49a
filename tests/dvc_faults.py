"""Faults of dvc.yaml, found without the code that writes it."""

import configparser
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from elp.dvc.declared import NOT_VERSIONED

Document = dict[str, Any]


def outs_of(stage: Document) -> list[str]:
    return [next(iter(out)) for kind in ("outs", "metrics") for out in stage.get(kind, [])]


def misplaced(document: Document, paths: Iterable[str]) -> list[str]:
    """Paths that are in no stage, or in several."""
    faults = []
    for path in paths:
        owners = [
            name
            for name, stage in document["stages"].items()
            for out in outs_of(stage)
            if path == out or path.startswith(f"{out}/")
        ]
        if len(owners) != 1:
            faults.append(f"{path} is in {owners or 'no stage'}")
    return faults


def unversioned(path: str) -> bool:
    """Whether a path, or a folder around it, is listed as not versioned."""
    parents = [path, *(parent.as_posix() for parent in Path(path).parents)]
    return any(Path(parent).match(pattern) for parent in parents for pattern in NOT_VERSIONED)


def unwatched(document: Document, section: str, files: Iterable[str]) -> list[str]:
    """Stages that do not watch a section of the settings that changes jobs of these rule files."""
    stages = document["stages"]
    return [
        name for name in files if section not in stages[name]["params"][0]["config/config.yaml"]
    ]


def link_types(config: str) -> list[str]:
    """Links into DVC's cache that a configuration allows."""
    parser = configparser.ConfigParser()
    parser.read_string(re.sub(r"^\s+", "", config, flags=re.MULTILINE))
    kinds = parser.get("cache", "type", fallback="")
    return [kind for kind in re.split(r"[\s,]+", kinds) if kind in ("hardlink", "symlink")]
