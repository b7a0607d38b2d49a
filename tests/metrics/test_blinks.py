import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elp.metrics import blink_duration, blink_rate


@given(st.lists(st.booleans(), min_size=1, max_size=200), st.sampled_from([25, 30.0]))
def test_agree_with_counting_runs(closed: list[bool], fps: float) -> None:
    lengths = [len(list(run)) for value, run in groupby(closed) if value]
    blinks = np.array(closed)
    minutes = len(closed) / fps / 60
    assert blink_rate(blinks, fps) == pytest.approx(len(lengths) / minutes)
    if lengths:
        assert blink_duration(blinks, fps) == pytest.approx(np.mean(lengths) / fps)
    else:
        assert math.isnan(blink_duration(blinks, fps))


def test_probabilities_count_as_closed_above_a_half() -> None:
    probabilities = np.array([0.1, 0.6, 0.9, 0.5, 0.7])
    assert blink_rate(probabilities[:, None], 1) == 24.0
    assert blink_duration(probabilities, 1) == 1.5
