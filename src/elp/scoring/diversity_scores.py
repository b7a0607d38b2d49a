"""SI-D of a set of clips in all variants; all samples share the clusters, which are fitted once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from elp.config.scores import ShannonSettings
from elp.metrics.bootstrap import Counts
from elp.metrics.shannon import fit_clusters, histograms, sid_dim, sid_l2l, sid_paper
from elp.scoring.clip_scores import ClipScore
from elp.scoring.series import Aligned, Group
from elp.scoring.set_metrics import Replicates
from elp.scoring.set_scores import SetScore

Index = Callable[[np.ndarray], np.ndarray]
L2L_CLUSTERS = {"β": 15, "p": 9}  # Ng et al. 2022


@dataclass(frozen=True)
class DiversityScores:
    """SI-D of the set (paper, dim) and of each clip (l2l)."""

    of_set: list[SetScore]
    of_clips: list[ClipScore]


def diversity_scores(
    group: Group,
    names: list[str],
    samples: list[list[Aligned]],
    truth: list[Aligned],
    counts: Counts,
    settings: ShannonSettings,
    train: Sequence[Float[np.ndarray, "_ D"]] = (),
) -> DiversityScores:
    """The Shannon index of each sample and of the real listeners.

    Parameters
    ----------
    group : str
        Decides the number of clusters: those of β, or those of p and of its parts.
    names : list of str
        Names of the clips.
    samples, truth : lists
        As in `set_scores`.
    counts : array, shape (B, N)
        The resamples.
    settings : ShannonSettings
        Numbers of clusters, what they are fitted to, and the seed of k-means.
    train : sequence of arrays
        Real listeners of the training split, for `fit_on: gt_train`.
    """
    clusters, few = (
        (settings.expression_clusters, L2L_CLUSTERS["β"])
        if group == "expression"
        else (settings.pose_clusters, L2L_CLUSTERS["p"])
    )
    scores = DiversityScores([], [])
    real = [clip.generated for clip in truth]
    for k, clips in enumerate(samples):
        generated = [clip.generated for clip in clips]
        if k == 0 or settings.fit_on == "generated":
            fit_on = {"gt_test": real, "gt_train": train, "generated": generated}[settings.fit_on]
            frames = np.concatenate(fit_on)
            fine = fit_clusters(frames, clusters, settings.seed)
            coarse = fit_clusters(frames, few, settings.seed)
            targets = histograms(fine, real), histograms(coarse, real)
        values = histograms(fine, generated), histograms(coarse, generated)
        for variant, index in (("paper", sid_paper), ("dim", sid_dim)):
            scores.of_set.append(_of_set(variant, index, k, values[0], targets[0], counts))
        scores.of_clips.extend(_of_clips(names, k, values[1], targets[1]))
    return scores


def _of_set(
    variant: str,
    index: Index,
    k: int,
    values: Int[np.ndarray, "N k"],
    targets: Int[np.ndarray, "N k"],
    counts: Counts,
) -> SetScore:
    value, drawn = resampled_index(index, values, counts)
    target, drawn_target = resampled_index(index, targets, counts)
    return SetScore("sid", variant, k, value, target, drawn, drawn_target)


def resampled_index(
    index: Index, histogram: Int[np.ndarray, "N k"], counts: Counts
) -> tuple[float, Replicates]:
    """The set's entropy, and those of its resamples, shifted so that their mean is the set's.

    A resample repeats clips and so holds fewer different ones, which lowers its entropy: without
    the shift the interval would not contain the value.
    """
    value = float(index(histogram.sum(axis=0)))
    drawn = index(counts @ histogram)
    return value, np.asarray(drawn + (value - drawn.mean()))


def _of_clips(
    names: list[str], k: int, values: Int[np.ndarray, "N k"], targets: Int[np.ndarray, "N k"]
) -> list[ClipScore]:
    pairs = zip(names, sid_l2l(values), sid_l2l(targets), strict=True)
    return [
        ClipScore("sid", "l2l", name, k, float(value), float(target))
        for name, value, target in pairs
    ]
