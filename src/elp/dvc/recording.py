"""Which sections of the settings a rule file reads, found by watching it read them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from snakemake.rules import Rule

from elp.config import root
from elp.config.root import Config, check_config

SECTIONS = frozenset(Config.model_fields)


@dataclass
class Recording:
    """The settings of a workflow, and which of their sections each rule file reads."""

    settings: Config | None = None
    sections: dict[str, set[str]] = field(default_factory=dict)


@contextmanager
def recorded_settings() -> Iterator[Recording]:
    """A record that fills while a workflow is parsed and its DAG is built.

    The Snakefile asks `elp.config.root` for its settings, so that is where watched ones are put.
    """
    recording = Recording()
    root.check_config = _watched(recording)  # type: ignore[assignment]
    try:
        yield recording
    finally:
        root.check_config = check_config


def _watched(recording: Recording) -> Callable[[dict[str, object]], Config]:
    class Watched(Config):
        """Settings that note who reads which section."""

        def __getattribute__(self, name: str) -> Any:
            if name in SECTIONS:
                reader = _rule_file(sys._getframe(1))
                if reader is not None:
                    recording.sections.setdefault(reader, set()).add(name)
            return super().__getattribute__(name)

    def check(values: dict[str, object]) -> Config:
        recording.settings = check_config(values)
        return Watched.model_construct(**dict(recording.settings))

    return check


def _rule_file(frame: FrameType | None) -> str | None:
    """The rule file on whose behalf the code at the frame runs.

    While the workflow is parsed the file's own code is on the stack; later the rule whose input
    function or parameter is asked for.
    """
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.suffix == ".smk" and path.parent.name == "rules":
            return path.stem
        if "snakemake" in path.parts and isinstance(rule := frame.f_locals.get("self"), Rule):
            return Path(rule.snakefile).stem
        frame = frame.f_back
    return None
