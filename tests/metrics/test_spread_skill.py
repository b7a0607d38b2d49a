import math

import numpy as np
import pytest

from elp.metrics import spread_skill


def ensemble(samples: int, width: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return width * rng.normal(size=(samples, 400, 50)), rng.normal(size=(400, 50))


@pytest.mark.parametrize("samples", [2, 3, 10])
@pytest.mark.parametrize("width", [1.0, 0.3, 3.0])
def test_ratio_is_1_for_calibrated_samples_only(samples: int, width: float) -> None:
    # the squared error of the mean is the variance of the truth, 1, plus its own, width²/K
    expected = math.sqrt((samples + 1) / samples * width**2 / (1 + width**2 / samples))
    assert spread_skill(*ensemble(samples, width)) == pytest.approx(expected, rel=0.02)
    assert width != 1.0 or expected == pytest.approx(1.0)


def test_agrees_with_a_loop_over_the_values() -> None:
    generated, target = ensemble(4, 1.5)
    generated, target = generated[:, :3, :2], target[:3, :2]
    variances, errors = [], []
    for t in range(3):
        for d in range(2):
            values = [float(generated[k, t, d]) for k in range(4)]
            mean = sum(values) / 4
            variances.append(sum((value - mean) ** 2 for value in values) / 3)
            errors.append((mean - target[t, d]) ** 2)
    expected = math.sqrt(5 / 4) * math.sqrt(np.mean(variances)) / math.sqrt(np.mean(errors))
    assert spread_skill(generated, target) == pytest.approx(expected)


def test_undefined_for_a_single_sample_and_without_an_error() -> None:
    generated, target = ensemble(1, 1.0)
    assert math.isnan(spread_skill(generated, target))
    assert math.isnan(spread_skill(np.stack([target, target]), target))
    assert spread_skill(np.stack([target + 1, target + 1]), target) == 0.0
