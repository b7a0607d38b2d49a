"""Baselines by name."""

from collections.abc import Callable
from typing import NamedTuple

from elp.baselines.inputs import Answer, Inputs
from elp.baselines.random_codewords import dls_random
from elp.baselines.random_frames import random_frames
from elp.baselines.retrieval import nn_audio, nn_motion


class Baseline(NamedTuple):
    """Makes the answers; unless they are `drawn` at random, all samples of a clip are equal."""

    answer: Callable[[Inputs], Answer]
    drawn: bool


BASELINES = {
    "nn_motion": Baseline(nn_motion, drawn=False),
    "nn_audio": Baseline(nn_audio, drawn=False),
    "random": Baseline(random_frames, drawn=True),
    "dls_random": Baseline(dls_random, drawn=True),
}
