"""What every script shares: arguments from annotations, one line per error, a log."""

import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from cyclopts import App, Parameter, Token
from pydantic import BaseModel

from elp.errors import ElpError
from elp.workflow.notes import CodeVersion, note

logger = logging.getLogger(__name__)


def parse(main: Callable[..., None]) -> None:
    """Run a script's `main` with arguments read from its annotations.

    Settings and other pydantic objects come as JSON; a dataclass stands for an argument for each
    of its fields.

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
    main.__annotations__ = {name: _argument(hint) for name, hint in get_type_hints(main).items()}
    app.default(main)
    try:
        app()
    except ElpError as error:
        sys.exit(f"error: {error}")


@contextmanager
def job(*outputs: object) -> Iterator[None]:
    """Log the start and the end of a script's work, and note where its outputs come from."""
    name = Path(sys.argv[0]).stem
    logger.info("%s: start", name)
    code, start = CodeVersion.now(), time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    for output in outputs:
        note(Path(str(output)), seconds, code)
    logger.info("%s: wrote %s in %.1f s", name, ", ".join(map(str, outputs)), seconds)


def _argument(hint: Any) -> Any:
    if _model_class(hint):
        return Annotated[hint, Parameter(converter=_from_json, accepts_keys=False, n_tokens=1)]
    return Annotated[hint, Parameter(name="*")] if is_dataclass(hint) else hint


def _model_class(hint: Any) -> type[BaseModel] | None:
    """The pydantic class that an argument is of, or is a list of."""
    kind = (get_args(hint) or (hint,))[0]
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _from_json(hint: Any, tokens: Sequence[Token]) -> Any:
    kind = _model_class(hint)
    assert kind is not None, hint
    read = [kind.model_validate_json(token.value) for token in tokens]
    return read if get_args(hint) else read[0]
