"""The device that computes: chosen at run time, so an argument and never a setting."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

import torch

from elp.errors import ElpError

DeviceName = Literal["auto", "cpu", "cuda"]


def pick_device(name: DeviceName) -> torch.device:
    """The device of this name; `auto` is the GPU if there is one.

    Raises
    ------
    ElpError
        If a GPU is requested and there is none.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise ElpError("--device cuda: torch sees no GPU here; use `auto` or `cpu`")
    # Under torchrun each rank has its own GPU.
    return torch.device(name, torch.cuda.current_device()) if name == "cuda" else torch.device(name)


def mixed_precision(device: torch.device) -> AbstractContextManager[object]:
    """Context in which a GPU computes matrix products in bfloat16; on the CPU nothing changes."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda")


@contextmanager
def fast_products(device: torch.device) -> Iterator[None]:
    """Let matrix products on a CPU go through oneDNN; on a GPU nothing changes.

    Torch uses MKL, which is half as fast on processors not made by Intel. Processors that multiply
    in bfloat16 round the factors to it, so this is for sampling only.
    """
    if device.type != "cpu":
        yield
        return
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("medium")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)
