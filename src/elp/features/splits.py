"""The part of a training split that is not learned from, but chooses the step that is kept."""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from zlib import crc32

from elp.features.store import FeatureSet

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrainingSplits:
    """Clips to learn from, and clips that choose the step that is kept; None: the last is kept."""

    train: FeatureSet
    valid: FeatureSet | None = None

    @property
    def parts(self) -> list[FeatureSet]:
        """Both, or the clips to learn from alone."""
        return [part for part in (self.train, self.valid) if part is not None]


def hold_out(features: FeatureSet, share: float) -> TrainingSplits:
    """Divide a training split by listener: nobody is both learned from and validated on.

    The people depend on the data alone, not on run or seed, so that all rows of a table learn from
    the same clips. Of a single listener, clips are held out.

    Parameters
    ----------
    features : FeatureSet
        The training split.
    share : float
        Fraction of the clips to hold out, reached as far as whole listeners allow; 0: none.
    """
    if share == 0:
        return TrainingSplits(features)
    if len(features.clips) < 2:
        logger.warning("a single clip: none is left to validate on, the last step is kept")
        return TrainingSplits(features)
    people = Counter(clip.listener_id for clip in features.clips)
    if len(people) > 1:
        held = _held_out(people, share)
        names = {clip.name for clip in features.clips if clip.listener_id in held}
        whose = f"{len(held)} of {len(people)} listeners"
    else:
        names = _held_out(Counter(clip.name for clip in features.clips), share)
        whose = "the only listener"
    logger.info(
        "%d of %d clips, of %s, choose the step that is kept",
        *(len(names), len(features.clips), whose),
    )
    train, valid = (
        replace(features, clips=tuple(c for c in features.clips if (c.name in names) == inside))
        for inside in (False, True)
    )
    return TrainingSplits(train, valid)


def _held_out(clips: Counter[str], share: float) -> set[str]:
    """Names, in an order that only a hash decides, as long as their clips fit into the share.

    If nobody's do, the one with the fewest clips.
    """
    order = sorted(clips, key=lambda name: (crc32(name.encode()), name))
    most, held = share * clips.total(), set[str]()
    for name in order:
        if sum(clips[other] for other in held) + clips[name] <= most:
            held.add(name)
    return held or {min(order, key=lambda name: clips[name])}
