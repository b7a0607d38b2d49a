"""MediaPipe's models, which hold threads until they are closed, and log to standard error."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

M = TypeVar("M")


class HeldModel:
    """A context manager that closes its model; a subclass creates the model."""

    _model: Any

    def close(self) -> None:
        """Free the model and its threads."""
        with quiet():
            self._model.close()

    def __enter__(self: M) -> M:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@contextmanager
def quiet() -> Iterator[None]:
    """Discard what C++ writes to standard error: MediaPipe has no switch for its log."""
    sys.stderr.flush()
    standard_error, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(standard_error, 2)
        os.close(standard_error)
        os.close(nowhere)
