"""Errors that the user can act on; anything else is a bug and keeps its traceback."""


class ElpError(Exception):
    """Base: the message names the file or setting, and the remedy."""


class ClipSheetError(ElpError):
    """A clip sheet breaks its schema; the message lists every fault with its line."""


class MediaError(ElpError):
    """A video or sound file cannot be read, or lacks what a clip needs."""


class WeightsError(ElpError):
    """A model file cannot be had, or is not the one whose hash is known."""


class DataError(ElpError):
    """An intermediate or given data file lacks what is needed, or has the wrong shape."""


class TrainingError(ElpError):
    """Training cannot go on, for instance because the loss is not a number."""
