"""Numbers and rows of Markdown tables."""

import math
from collections.abc import Iterable


def number(value: float, digits: int | None = 4) -> str:
    """A number with about `digits` significant digits; None: as printed in the paper."""
    if math.isnan(value):
        return "–"
    if digits is None or value == 0:
        return f"{value:g}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{min(max(decimals, 0), digits)}f}"


def bracket(low: float, high: float) -> str:
    """An interval to follow a number; empty if there is none."""
    return "" if math.isnan(low) else f" [{number(low)}, {number(high)}]"


def line(texts: Iterable[str]) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(texts) + " |"
