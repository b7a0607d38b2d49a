"""Listeners without a network of their own (Sec. 4.1), one module a kind."""

from collections.abc import Callable

from elp.baselines.codes import dls_random
from elp.baselines.inputs import Answer, Inputs
from elp.baselines.random_frames import random_frames
from elp.baselines.retrieval import nn_audio, nn_motion

BASELINES: dict[str, Callable[[Inputs], Answer]] = {
    "nn_motion": nn_motion,
    "nn_audio": nn_audio,
    "random": random_frames,
    "dls_random": dls_random,
}

__all__ = ["BASELINES", "Answer", "Inputs"]
