"""Errors that the user can fix; any other error is a bug and keeps its traceback."""


class ElpError(Exception):
    """Base: the message names the file or setting, and the remedy."""


class ClipSheetError(ElpError):
    """A clip sheet breaks its schema; the message lists every fault with its line."""


class MediaError(ElpError):
    """A video or sound file is unreadable, or lacks something that a clip needs."""


class WeightsError(ElpError):
    """A model file cannot be fetched, or does not have the known hash."""


class DataError(ElpError):
    """A data file lacks something, or has the wrong shape."""


class TrainingError(ElpError):
    """Training cannot continue, for instance because the loss is not a number."""
