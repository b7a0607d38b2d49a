"""The real listeners as samples: the row GT."""

from collections.abc import Iterator

import numpy as np

from elp.coefficients import Conversation
from elp.errors import DataError
from elp.features.store import FeatureSet
from elp.samples.store import Sample


def true_listeners(
    features: FeatureSet, conversations: dict[str, Conversation]
) -> Iterator[Sample]:
    """The real listeners of a split as tracked: the row `gt`.

    Raises
    ------
    DataError
        If a clip of the split has no coefficients.
    """
    for clip in features.clips:
        if clip.name not in conversations:
            raise DataError(
                f"clip {clip.name} has features but no coefficients; run the workflow again"
            )
        listener = conversations[clip.name].listener.first(clip.frames)
        yield Sample(clip.name, 0, listener, listener.blink.astype(np.float32))
