"""The noise floor of a score: what it is between clips that have nothing to do with each other."""

import math
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

import numpy as np

from elp.metrics.noise_floor import unrelated_pairs
from elp.scoring.series import Aligned, ClipSeries

Key = TypeVar("Key", bound=Hashable)


def noise_floors(
    clips: list[ClipSeries], seed: int, scores: Callable[[Aligned], Mapping[Key, float]]
) -> dict[str, dict[Key, float]]:
    """Each clip's mean scores with generated listeners of up to five other clips.

    Parameters
    ----------
    clips : list of ClipSeries
        Sorted by name; of a single clip there are no floors.
    seed : int
        Of the pairs; the same pairs for every run.
    scores : callable
        The scores of a speaker, a real listener and a generated one, by name.

    Returns
    -------
    dict
        By clip and name of the score; NaN if it is undefined with each of the other clips.
    """
    found: dict[str, list[Mapping[Key, float]]] = {clip.name: [] for clip in clips}
    for i, j in unrelated_pairs(len(clips), np.random.default_rng(seed)):
        found[clips[i].name].append(scores(clips[i].with_listener_of(clips[j])))
    return {
        clip: {key: _mean([scores[key] for scores in others]) for key in (others or [{}])[0]}
        for clip, others in found.items()
    }


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
