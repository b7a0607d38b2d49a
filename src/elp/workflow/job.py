"""What every script shares: arguments from annotations, one line per error, a log."""

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cyclopts import App, Parameter

from elp.errors import ElpError
from elp.workflow.notes import CodeVersion, note

logger = logging.getLogger(__name__)


def parse(main: Callable[..., None]) -> None:
    """Run a script's `main` with arguments read from its annotations.

    An `ElpError` is printed as it is and ends with exit code 1; anything else is a bug and keeps
    its traceback.
    """
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr
    )
    app = App(
        name=main.__module__ if main.__module__ != "__main__" else None,
        help=main.__doc__ or sys.modules[main.__module__].__doc__,
        default_parameter=Parameter(consume_multiple=True, negative=()),
    )
    app.default(main)
    try:
        app()
    except ElpError as error:
        sys.exit(f"error: {error}")


@contextmanager
def job(name: str, *outputs: object) -> Iterator[None]:
    """Log the start and the end of a script's work, and note where its outputs come from."""
    logger.info("%s: start", name)
    code, start = CodeVersion.now(), time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    for output in outputs:
        note(Path(str(output)), seconds, code)
    logger.info("%s: wrote %s in %.1f s", name, ", ".join(map(str, outputs)), seconds)
