"""Behaviour common to all devices; training on a GPU is in models/test_train.py."""

import pytest
import torch

from elp.errors import ElpError
from elp.training.device import mixed_precision, pick_device

DEVICES = [
    "cpu",
    pytest.param(
        "cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
    ),
]


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_has_the_requested_name(name: str) -> None:
    assert torch.zeros(1, device=pick_device(name)).device.type == name  # type: ignore[arg-type]


@pytest.mark.parametrize("name", DEVICES)
def test_only_a_gpu_multiplies_in_bfloat16_and_only_inside(name: str) -> None:
    matrix = torch.eye(4, device=name) / 3
    exact = matrix @ matrix
    with mixed_precision(torch.device(name)):
        inside = matrix @ matrix
    assert inside.dtype == (torch.bfloat16 if name == "cuda" else torch.float32)
    assert (matrix @ matrix).dtype == torch.float32
    torch.testing.assert_close(inside.float(), exact, rtol=1e-2 if name == "cuda" else 0, atol=0)


def test_a_missing_gpu_is_an_error() -> None:
    if torch.cuda.is_available():
        assert pick_device("auto").type == "cuda"
        return
    assert pick_device("auto").type == "cpu"
    with pytest.raises(ElpError, match="--device cuda: torch sees no GPU"):
        pick_device("cuda")
