"""The optimiser of a network, and its learning rate over the steps."""

import math

import torch
from torch import nn

from elp.config.optimiser import OptimiserSettings


def make_optimiser(model: nn.Module, settings: OptimiserSettings) -> torch.optim.Optimizer:
    """Adam or AdamW over all parameters of a model."""
    algorithm = torch.optim.AdamW if settings.algorithm == "adamw" else torch.optim.Adam
    return algorithm(
        model.parameters(),
        lr=settings.learning_rate,
        betas=settings.betas,
        eps=settings.epsilon,
        weight_decay=settings.weight_decay,
    )


def rate_at(step: int, settings: OptimiserSettings) -> float:
    """Learning rate of a step, counted from 1.

    The schedule of the settings must be in steps (`OptimiserSettings.in_steps`). With `warm_up` w
    it is f · min(step^-½, step · w^-1.5), scaled to `learning_rate` at step w.

    References
    ----------
    Vaswani et al., "Attention Is All You Need", NeurIPS 2017, Sec. 5.3 (Noam schedule).
    """
    peak = settings.learning_rate
    if settings.warm_up is not None:
        return peak * min(math.sqrt(settings.warm_up / step), step / settings.warm_up)
    if settings.decay_every is not None:
        return float(peak * settings.decay ** ((step - 1) // settings.decay_every))
    return peak
