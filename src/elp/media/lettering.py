"""The font of text drawn into pictures."""

from functools import cache

from matplotlib import font_manager
from PIL import ImageFont


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at a size in pixels; it comes with matplotlib, so every machine has it."""
    return ImageFont.truetype(font_manager.findfont("DejaVu Sans"), size)
