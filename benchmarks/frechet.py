"""Fréchet distance against scipy's `sqrtm`: 100 clips of 300 frames × 100 dimensions.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/frechet.py

Both run with one BLAS thread, interleaved clip by clip in one process; prints the median time of
each for all clips, their ratio, and the largest relative difference of the results.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy import linalg
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from elp.metrics import frechet_distance

CLIPS, FRAMES, DIMENSIONS, ROUNDS = 100, 300, 100, 5


def by_matrix_root(generated: np.ndarray, target: np.ndarray) -> float:
    """The usual implementation, with a square root of the product of the covariances."""
    shift = generated.mean(axis=0) - target.mean(axis=0)
    first, second = np.cov(generated, rowvar=False), np.cov(target, rowvar=False)
    root = np.asarray(linalg.sqrtm(first @ second)).real
    return float(shift @ shift + np.trace(first + second - 2 * root))


def clip(rng: np.random.Generator) -> np.ndarray:
    """Correlated frames whose dimensions differ in scale, like coefficients."""
    noise = rng.normal(size=(FRAMES, DIMENSIONS)) * np.exp(-np.arange(DIMENSIONS) / 30)
    mixed: np.ndarray = noise @ rng.normal(size=(DIMENSIONS, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    return mixed


def timed(function: Callable[[np.ndarray, np.ndarray], float], *clips: np.ndarray) -> list[float]:
    """Seconds taken, and the result."""
    start = time.perf_counter()
    result = function(*clips)
    return [time.perf_counter() - start, result]


def main() -> None:
    """Measure and print."""
    rng = np.random.default_rng(0)
    pairs = [(clip(rng), clip(rng)) for _ in range(CLIPS)]
    ours, theirs, difference = [], [], 0.0
    with threadpool_limits(limits=1):
        timed(frechet_distance, *pairs[0]), timed(by_matrix_root, *pairs[0])
        for _ in range(ROUNDS):
            seconds = np.zeros(2)
            for pair in pairs:
                results = [timed(f, *pair) for f in (frechet_distance, by_matrix_root)]
                seconds += [results[0][0], results[1][0]]
                gap = abs(results[0][1] - results[1][1]) / abs(results[1][1])
                difference = max(difference, gap)
            ours.append(seconds[0])
            theirs.append(seconds[1])
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"{CLIPS} clips of {FRAMES} × {DIMENSIONS}, one BLAS thread, median of {ROUNDS} rounds")
    print(f"frechet_distance {own:.3f} s, scipy sqrtm {other:.3f} s")
    print(f"times faster: {other / own:.2f}")
    print(f"largest relative difference: {difference:.1e} (at most 1e-5)")


if __name__ == "__main__":
    main()
