"""Cookies for sites that require them, from a file that an environment variable names.

The variable is not a setting, because settings are committed and printed. No message quotes the
file.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from elp.errors import DataError

VARIABLE = "ELP_COOKIES"
FIELDS = 7  # in a line: domain, subdomains, path, secure, expires, name, value


@contextmanager
def cookie_file() -> Iterator[str | None]:
    """A private copy of the user's file, because yt-dlp writes into its cookies file.

    Raises
    ------
    DataError
        If the file is missing or has another format.
    """
    if not (path := os.environ.get(VARIABLE)):
        yield None
        return
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"the file that {VARIABLE} names cannot be read ({type(error).__name__}); correct it"
        ) from None
    for number, line in enumerate(lines, start=1):
        cookie = line.removeprefix("#HttpOnly_")
        if cookie.strip() and not cookie.startswith("#") and len(cookie.split("\t")) != FIELDS:
            raise DataError(
                f"the file that {VARIABLE} names is not a cookies file in Netscape's format: line "
                f"{number} does not have {FIELDS} fields separated by tabs; export it again"
            )
    with TemporaryDirectory() as folder:  # readable by this user only
        copy = Path(folder) / "cookies.txt"
        copy.write_text("\n".join(["# Netscape HTTP Cookie File", *lines, ""]), encoding="utf-8")
        yield str(copy)
