"""Diagnostics of a trained ASE: how much of its motion its codes decide.

An L2 norm between one sample and the one listener that happened is smallest at the mean. If the
answer is not a function of the speaker, the decoders may learn to ignore the codes; these numbers
show whether they do.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from elp.baselines.inputs import Inputs
from elp.baselines.random_codewords import dls_random
from elp.config.baselines import BaselineSettings
from elp.config.sampling import SamplingSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics
from elp.metrics.frechet import frechet_distance
from elp.metrics.variation import variation_sum
from elp.models.ase.encoding import EncodedClip, encode_clips
from elp.models.ase.model import Ase
from elp.models.ase.sampling import generate
from elp.models.store import load_ase
from elp.samples.listener_motion import ListenerMotion
from elp.workflow.runs import parse_run_path

GROUPS = ("expression", "pose")


@dataclass(frozen=True)
class Diagnostic:
    """One number about a model on a split."""

    split: str
    quantity: str
    value: float


@dataclass(frozen=True)
class _Answers:
    """Listeners of one clip: real, generated, and decoded from random codes."""

    encoded: EncodedClip
    real: ListenerMotion
    generated: ListenerMotion
    random: ListenerMotion


def diagnose(
    model: Ase, splits: dict[str, FeatureSet], statistics: Statistics, settings: SamplingSettings
) -> list[Diagnostic]:
    """Measure a model on its training and its test split.

    Parameters
    ----------
    model : Ase
        The trained model.
    splits : dict
        Features by split; `train` among them.
    statistics : Statistics
        Statistics of the training split, to score in the units of the coefficients.
    settings : SamplingSettings
        As for the tables; one sample per clip is drawn.
    """
    findings = []
    for split, features in splits.items():
        answers = list(_answers(model, splits["train"], features, settings))
        findings += [Diagnostic(split, *item) for item in _code_entropy(answers)]
        findings += [Diagnostic(split, *item) for item in _motion(answers, statistics)]
        findings += [Diagnostic(split, *item) for item in _blinks(answers, settings)]
        right = [_predicted(answer, features) for answer in answers]
        findings.append(Diagnostic(split, "emotion_accuracy", float(np.mean(right))))
    return findings


def diagnose_models(
    paths: Iterable[Path], settings: SamplingSettings
) -> Iterator[tuple[str, str, int, str, str, float]]:
    """Rows of results/diagnostics.csv: dataset, run, seed, split, quantity, value.

    Parameters
    ----------
    paths : iterable of Path
        results/models/{dataset}/{run}/seed{seed}/model.safetensors.
    settings : SamplingSettings
        As in `diagnose`.
    """
    for path in paths:
        run = parse_run_path(path)
        splits = {split: run.features(split) for split in ("train", "test")}
        for found in diagnose(load_ase(path), splits, run.statistics(), settings):
            yield run.dataset, run.run, run.seed, found.split, found.quantity, found.value


def _answers(
    model: Ase, train: FeatureSet, features: FeatureSet, settings: SamplingSettings
) -> Iterator[_Answers]:
    inputs = Inputs(
        train,
        features,
        BaselineSettings(kind="dls_random", model="elp"),
        settings.overlap,
        model.settings.window,
        model,
    )
    random = dls_random(inputs)
    for encoded in encode_clips(model, features, settings):
        clip = encoded.clip
        seeds = [settings.seed, 0, crc32(clip.name.encode()), 0]
        yield _Answers(
            encoded,
            ListenerMotion(
                features.listener_expression[clip.rows],
                features.listener_pose[clip.rows],
                features.listener_blink[clip.rows].astype(np.float32),
            ),
            generate(model, encoded, settings, seeds),
            random(clip, np.random.default_rng(seeds)),
        )


def _code_entropy(answers: list[_Answers]) -> Iterator[tuple[str, float]]:
    """Mean entropy of a head's distribution; log V for a uniform one."""
    total = count = 0.0
    for answer in answers:
        logits = answer.encoded.logits.float().log_softmax(dim=-1)
        entropies = -(logits.exp() * logits).sum(dim=-1)
        total, count = total + float(entropies.sum()), count + entropies.numel()
    entropy = total / count
    largest = math.log(answers[0].encoded.logits.shape[-1])
    yield "code_entropy_nats", entropy
    yield "code_entropy_share_of_largest", entropy / largest


def _motion(answers: list[_Answers], statistics: Statistics) -> Iterator[tuple[str, float]]:
    """FD and V-D of ELP and of random codes, and how far apart the two are."""
    for group in GROUPS:
        series = {
            kind: [
                statistics.denormalise(f"listener_{group}", getattr(getattr(answer, kind), group))
                for answer in answers
            ]
            for kind in ("real", "generated", "random")
        }
        for kind, name in (("real", "gt"), ("generated", "elp"), ("random", "dls_random")):
            yield f"{group}_vd_{name}", float(np.mean([variation_sum(x) for x in series[kind]]))
            if kind != "real":
                pairs = zip(series[kind], series["real"], strict=True)
                yield f"{group}_fd_{name}", float(np.mean([frechet_distance(*p) for p in pairs]))
        yield f"{group}_rms_elp_against_dls_random", _rms(answers, group)


def _rms(answers: list[_Answers], group: str) -> float:
    """RMS difference in standard deviations of the real training listeners."""
    differences = [getattr(a.generated, group) - getattr(a.random, group) for a in answers]
    return float(np.sqrt(np.mean(np.concatenate(differences) ** 2)))


def _blinks(answers: list[_Answers], settings: SamplingSettings) -> Iterator[tuple[str, float]]:
    """Range of the blink probability, and the fraction of frames that count as blinks."""
    probability = np.concatenate([answer.generated.blink_probability for answer in answers])
    for name, quantile in (("min", 0), ("p01", 0.01), ("median", 0.5), ("p99", 0.99), ("max", 1)):
        yield f"blink_probability_{name}", float(np.quantile(probability, quantile))
    yield "blink_frames_elp", float((probability > settings.blink_threshold).mean())
    real = [answer.real.blink_probability for answer in answers]
    yield "blink_frames_gt", float(np.mean(np.concatenate(real)))


def _predicted(answer: _Answers, features: FeatureSet) -> bool:
    """Whether the predicted emotion is the clip's."""
    clip: FeatureClip = answer.encoded.clip
    return int(torch.argmax(answer.encoded.emotion)) == features.emotion_index(clip)
