"""`python -m elp dvc`: write dvc.yaml, or check that it is current."""

import difflib
import logging
import shlex
from collections.abc import Sequence
from pathlib import Path

from elp.dvc.dag import plan
from elp.dvc.document import render
from elp.dvc.stages import stages_of
from elp.errors import ElpError
from elp.io.files import atomic

logger = logging.getLogger(__name__)


def generate(configfiles: Sequence[Path], output: Path) -> None:
    """Write dvc.yaml for the settings."""
    text = document(configfiles)
    if output.is_file() and output.read_text() == text:
        logger.info("%s is current", output)
        return
    with atomic(output) as temporary:
        temporary.write_text(text)
    logger.info("wrote %s", output)


def check(configfiles: Sequence[Path], output: Path) -> None:
    """Compare dvc.yaml with the rules.

    Raises
    ------
    ElpError
        If it differs; the message shows where, and the command that updates it.
    """
    written = output.read_text() if output.is_file() else ""
    if written == (text := document(configfiles)):
        return
    lines = difflib.unified_diff(
        written.splitlines(), text.splitlines(), str(output), "by the rules", "", "", 1
    )
    options = "".join(f" --configfile {shlex.quote(str(path))}" for path in configfiles)
    difference = "\n".join(list(lines)[:30])
    raise ElpError(
        f"{output} does not match the rules and settings; run `python -m elp dvc{options}` and "
        f"commit it:\n{difference}"
    )


def document(configfiles: Sequence[Path]) -> str:
    """The text of dvc.yaml for the workflow in the working folder."""
    planned = plan(configfiles)
    return render(planned, stages_of(planned), configfiles)
