"""`python -m elp`: the command line."""

import logging
import sys

from cyclopts import App, Parameter

from elp.commands.dvc import dvc
from elp.commands.generate import generate
from elp.commands.metrics import metrics
from elp.commands.prepare import prepare
from elp.commands.trace import trace
from elp.commands.upgrade import upgrade
from elp.errors import ElpError

app = App(
    name="python -m elp",
    help="Emotional Listener Portrait: listeners who nod at the right moment.",
    default_parameter=Parameter(negative=()),
)
for command in (metrics, generate, prepare, trace, dvc, upgrade):
    app.command(command)


def main() -> None:
    """Run a command; an error that the user can act on is one line and exit code 1."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        app()
    except ElpError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
