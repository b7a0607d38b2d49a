"""A small Learning2Listen for tests."""

from typing import Any

import numpy as np

from elp.config.l2l import L2lSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureSet, Statistics
from elp.models.kind import new_model
from elp.models.l2l.kind import KIND
from elp.models.l2l.model import L2l
from elp.models.sizes import Sizes
from elp.samples.store import Sample

SIZES = Sizes(n_emotions=3, expression=5, pose=2, style=12)
RATE: dict[str, object] = {"learning_rate": 3e-3, "warm_up": None}
SMALL: dict[str, Any] = {
    "vqvae": {
        "hidden": 16,
        "layers": 1,
        "heads": 2,
        "feed_forward": 16,
        "codes": 12,
        "optimiser": RATE,
    },
    "predictor": {
        "hidden": 16,
        "cross_hidden": 16,
        "cross_layers": 1,
        "layers": 1,
        "heads": 2,
        "feed_forward": 16,
        "optimiser": RATE,
    },
}


def small(**changes: object) -> L2l:
    model: L2l = new_model(KIND, L2lSettings.model_validate(SMALL | changes), SIZES, seed=0)
    return model


def unscaled() -> Statistics:
    sizes = {"listener_expression": 5, "listener_pose": 2}
    return Statistics(
        {key: np.zeros(size) for key, size in sizes.items()},
        {key: np.ones(size) for key, size in sizes.items()},
    )


def sample(model: L2l, features: FeatureSet, seed: int = 0, **changes: object) -> list[Sample]:
    settings = SamplingSettings.model_validate({"samples": 2, "batch_size": 5} | changes)
    return list(KIND.sample(model.eval(), features, unscaled(), settings, seed))
