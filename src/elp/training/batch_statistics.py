"""Batch normalisation with the statistics of all ranks; torch has it for GPUs only.

B batch, C channels.
"""

from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.nn.modules.batchnorm import _BatchNorm

from elp.training.distributed import Ranks

M = TypeVar("M", bound=nn.Module)


class _Sum(torch.autograd.Function):
    """Sum over the ranks. The loss of each rank depends on it, so gradients are summed too."""

    @staticmethod
    def forward(ctx: Any, value: Tensor) -> Tensor:
        del ctx
        return _over_ranks(value)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        del ctx
        return _over_ranks(gradient)


def _over_ranks(value: Tensor) -> Tensor:
    total = value.clone()
    distributed.all_reduce(total)
    return total


class SharedBatchNorm(_BatchNorm):
    """Batch normalisation of any number of axes, with statistics over the rows of all ranks."""

    def _check_input_dim(self, x: Tensor) -> None:
        """Accept any number of axes."""

    def forward(self, x: Tensor) -> Tensor:
        """Values normalised over all axes but the second; in evaluation by running statistics."""
        if not self.training:
            return super().forward(x)
        axes = [axis for axis in range(x.dim()) if axis != 1]
        shape = [-1 if axis == 1 else 1 for axis in range(x.dim())]
        wide = x.double()  # as torch's own sums: rounding would grow with every step
        rows = wide.new_tensor([x.numel() / x.shape[1]])
        sums: Tensor = _Sum.apply(torch.cat([wide.sum(axes), rows]))  # type: ignore[no-untyped-call]
        count = sums[-1].item()
        mean = sums[:-1] / count
        centred = wide - mean.view(shape)
        squares: Tensor = _Sum.apply(centred.square().sum(axes))  # type: ignore[no-untyped-call]
        variance = squares / count
        self._remember(mean.detach(), variance.detach() * (count / (count - 1)))
        scale = self.weight * (variance + self.eps).rsqrt()
        normalised: Tensor = centred * scale.view(shape) + self.bias.view(shape)
        return normalised.to(x.dtype)

    def _remember(self, mean: Tensor, variance: Tensor) -> None:
        if self.running_mean is None or self.running_var is None or self.momentum is None:
            raise NotImplementedError(
                "shared batch statistics need running statistics and a momentum"
            )
        self.running_mean.lerp_(mean.to(self.running_mean.dtype), self.momentum)
        self.running_var.lerp_(variance.to(self.running_var.dtype), self.momentum)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)


def synchronised(model: M, device: torch.device) -> M:
    """The model with batch statistics over all ranks, names unchanged; on one rank, unchanged."""
    if Ranks.current().count == 1:
        return model
    if device.type == "cuda":
        converted: M = nn.SyncBatchNorm.convert_sync_batchnorm(model)
        return converted
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, _BatchNorm):
                setattr(module, name, _shared(child))
    return model


def _shared(layer: _BatchNorm) -> SharedBatchNorm:
    """The same layer with the very same parameters, which an optimiser may hold already."""
    shared = SharedBatchNorm(layer.num_features, layer.eps, layer.momentum, layer.affine)
    shared._parameters, shared._buffers = layer._parameters, layer._buffers
    return shared.train(layer.training)
