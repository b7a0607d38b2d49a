"""The noise floor: pairs of speakers and listeners of different clips, related by chance alone."""

import numpy as np


def unrelated_pairs(
    count: int, rng: np.random.Generator, partners: int = 5
) -> list[tuple[int, int]]:
    """Each clip with up to `partners` other clips, drawn at random; never with itself."""
    order = rng.permutation(count)
    shifts = (rng.permutation(max(count - 1, 0)) + 1)[:partners]
    return [(int(order[i]), int(order[(i + s) % count])) for i in range(count) for s in shifts]
