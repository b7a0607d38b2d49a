"""Letters in pictures that pixels are drawn into."""

from functools import cache

from matplotlib import font_manager
from PIL import ImageFont


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Of so many pixels; the one that matplotlib brings along, so that it is there everywhere."""
    return ImageFont.truetype(font_manager.findfont("DejaVu Sans"), size)
