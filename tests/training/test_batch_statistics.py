"""Batch statistics over ranks, against torch's own batch normalisation."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, distributed, nn

from elp.training.batch_statistics import SharedBatchNorm, synchronised

CPU = torch.device("cpu")


@pytest.fixture
def one_rank(tmp_path: Path) -> Iterator[None]:
    """A process group of one; groups of two are in test_distributed.py."""
    store = distributed.FileStore(str(tmp_path / "store"), 1)
    distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
    yield
    distributed.destroy_process_group()


def filled(layer: nn.Module) -> nn.Module:
    """The layer with weights other than its initial ones."""
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.uniform_(0.5, 2, generator=generator)
    return layer


def learned(layer: nn.Module, x: Tensor) -> list[Tensor]:
    """Output, gradients and state after two steps."""
    x = x.clone().requires_grad_()
    for scale in (1.0, 3.0):
        out = layer(scale * x)
        (out * torch.linspace(-1, 2, out.numel()).view_as(out)).sum().backward()
    gradients = [parameter.grad for parameter in layer.parameters()]
    return [out, x.grad, *gradients, *layer.state_dict().values()]  # type: ignore[list-item]


@pytest.mark.parametrize("shape", [(3, 4, 7), (3, 4, 5, 2)])
def test_agrees_with_torch(one_rank: None, shape: tuple[int, ...]) -> None:
    x = torch.randn(shape, generator=torch.Generator().manual_seed(1)) * 5 + 2
    native = nn.BatchNorm1d(4) if len(shape) == 3 else nn.BatchNorm2d(4)
    expected, actual = learned(filled(native), x), learned(filled(SharedBatchNorm(4)), x)
    for ours, torchs in zip(actual, expected, strict=True):
        torch.testing.assert_close(ours, torchs, rtol=1e-4, atol=1e-4)


def test_evaluation_needs_no_other_rank() -> None:
    x = torch.randn(3, 4, 7)
    torch.testing.assert_close(SharedBatchNorm(4).eval()(x), nn.BatchNorm1d(4).eval()(x))


def test_one_process_keeps_torchs_layers() -> None:
    model = nn.Sequential(nn.BatchNorm1d(4))
    assert type(synchronised(model, CPU)[0]) is nn.BatchNorm1d
