"""Learning2Listen's networks, given weights and inputs, compute what they are described as."""

from typing import Literal

import l2l_by_hand as by_hand
import numpy as np
import pytest
import torch
from l2l_by_hand import random_weights
from torch import nn

from elp.config.l2l import PredictorSettings, VqVaeSettings
from elp.models.l2l.predictor import Predictor
from elp.models.l2l.smoothing import smooth
from elp.models.l2l.vqvae import VqVae

HEADS, CODES, MOTION, SPEECH = 2, 7, 5, 3


def with_weights(network: nn.Module) -> tuple[nn.Module, by_hand.Weights]:
    weights = random_weights(network)
    network.double().load_state_dict({name: torch.as_tensor(w) for name, w in weights.items()})
    return network.eval(), weights


@pytest.mark.parametrize("past", ["tokens", "transformer"])
def test_the_predictor(past: Literal["tokens", "transformer"]) -> None:
    settings = PredictorSettings(
        hidden=8, cross_hidden=6, cross_layers=2, layers=2, heads=HEADS, feed_forward=4, past=past
    )
    network, weights = with_weights(Predictor(settings, CODES, MOTION, SPEECH))
    generator = np.random.default_rng(1)
    speech, motion = generator.normal(size=(4, 40, SPEECH)), generator.normal(size=(4, 40, MOTION))
    pasts = [[3, 1, 6, 0], [None, 1, 6, 0], [None, None, None, 5], [None] * 4]
    codes = [[CODES if code is None else code for code in row] for row in pasts]
    logits = network(torch.from_numpy(speech), torch.from_numpy(motion), torch.tensor(codes))
    for number, row in enumerate(pasts):
        expected = by_hand.predict(weights, speech[number], motion[number], row, HEADS)
        np.testing.assert_allclose(logits[number].detach(), expected, rtol=1e-9, atol=1e-9)


def test_the_vqvae() -> None:
    settings = VqVaeSettings(hidden=6, layers=2, heads=HEADS, feed_forward=4, codes=CODES)
    network, weights = with_weights(VqVae(settings, MOTION))
    assert isinstance(network, VqVae)
    motion = np.random.default_rng(2).normal(size=(3, 32, MOTION))
    codes = network.encode(torch.from_numpy(motion)).tolist()
    assert codes == [by_hand.encode(weights, window, HEADS) for window in motion]
    chosen = [[0, 6, 2, 2], [5, 4, 3, 1]]
    decoded = network.decode(torch.tensor(chosen)).detach()
    for window, row in zip(decoded, chosen, strict=True):
        expected = by_hand.decode(weights, row, HEADS)
        np.testing.assert_allclose(window, expected, rtol=1e-9, atol=1e-9)


def test_the_smoothing() -> None:
    series = 9 * np.random.default_rng(3).normal(size=(2, 40, 3))
    smoothed = smooth(torch.from_numpy(series))
    for window, ours in zip(series, smoothed.numpy(), strict=True):
        for component in range(3):
            expected = by_hand.smooth(window[:, component])
            np.testing.assert_allclose(ours[:, component], expected, rtol=1e-12)
    flat = torch.full((1, 40, 2), 7.0)
    torch.testing.assert_close(smooth(flat), flat)
