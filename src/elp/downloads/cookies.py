"""Cookies for sites that want them: their file is named by a variable, and nothing of it is shown.

Settings are committed, and printed with each command; a variable of the environment is not.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from elp.errors import DataError

VARIABLE = "ELP_COOKIES"
FIELDS = 7  # of a line: domain, subdomains, path, secure, expires, name, value


@contextmanager
def cookie_file() -> Iterator[str | None]:
    """A private copy of the user's file, since yt-dlp writes into the one that it is given.

    Raises
    ------
    DataError
        If the file is missing or of another format; the message has nothing of it.
    """
    if not (named := os.environ.get(VARIABLE)):
        yield None
        return
    try:
        lines = Path(named).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"the file that {VARIABLE} names cannot be read ({type(error).__name__}); correct it"
        ) from None
    for number, line in enumerate(lines, start=1):
        plain = line.removeprefix("#HttpOnly_")
        if plain.strip() and not plain.startswith("#") and len(plain.split("\t")) != FIELDS:
            raise DataError(
                f"the file that {VARIABLE} names is no cookies file in Netscape's format: line "
                f"{number} has not {FIELDS} fields with tabs between; export it again"
            )
    with TemporaryDirectory() as folder:  # of mode 700
        copy = Path(folder) / "cookies.txt"
        copy.write_text("\n".join(["# Netscape HTTP Cookie File", *lines, ""]), encoding="utf-8")
        yield str(copy)
