"""Arguments of a script, as its rule has them."""

from collections.abc import Mapping


def arguments(values: Mapping[str, object]) -> list[str]:
    """Command-line words that give each value to the option of its name.

    Parameters
    ----------
    values : mapping
        A string, a number, a path or a list of these by the option's name; an option without a
        value (None, or an empty list) is left out.

    Examples
    --------
    >>> arguments({"clips": ["a", "b"], "face_model": None, "fps": 25})
    ['--clips', 'a', 'b', '--fps', '25']
    """
    words: list[str] = []
    for name, value in values.items():
        own = list(value) if isinstance(value, (list, tuple)) else [value]
        if own and own != [None]:
            words += [f"--{name.replace('_', '-')}", *map(str, own)]
    return words
