"""Where tensors are computed: a run-time matter, so an argument and never a setting."""

from contextlib import AbstractContextManager
from typing import Literal

import torch

from elp.errors import ElpError

DeviceName = Literal["auto", "cpu", "cuda"]


def pick_device(name: DeviceName) -> torch.device:
    """The device of this name; `auto` is the GPU where there is one.

    Raises
    ------
    ElpError
        If a GPU is asked for and there is none.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise ElpError("--device cuda: torch sees no GPU here; use `auto` or `cpu`")
    return torch.device(name)


def mixed_precision(device: torch.device) -> AbstractContextManager[object]:
    """Context in which a GPU computes matrix products in bfloat16; on the CPU nothing changes."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda")
