"""Pictures as networks read and write them. Letters: N pictures, S pixels a side."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor


def as_tensor(pictures: UInt8[np.ndarray, "N S S 3"]) -> Float[Tensor, "N 3 S S"]:
    """Pictures as networks read them, with values from 0 to 1."""
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255


def as_pictures(tensor: Float[Tensor, "N 3 S S"]) -> UInt8[np.ndarray, "N S S 3"]:
    """The inverse of `as_tensor`."""
    values = tensor.float().clamp(0, 1).mul(255).round().byte()
    return np.ascontiguousarray(values.permute(0, 2, 3, 1).cpu().numpy())
