"""Networks as safetensors files: weights, and one JSON entry that describes the network."""

import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from elp.io.files import atomic

# Raised by the readers of a file that is not ours, or of another version.
UNREADABLE = (SafetensorError, OSError, KeyError, TypeError, ValueError, RuntimeError)


def save_network(path: Path, network: nn.Module, entry: str, about: Any) -> None:
    """Write the weights and one entry: the order of several would change from run to run."""
    weights = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    with atomic(path) as temporary:
        save_file(weights, temporary, metadata={entry: json.dumps(about)})


def read_network(path: Path, entry: str) -> tuple[Any, dict[str, Tensor]]:
    """The entry and the weights of a file written by `save_network`.

    Raises
    ------
    one of UNREADABLE
        If the file is missing, not a safetensors file, or lacks the entry.
    """
    with safe_open(path, framework="pt") as file:
        about = json.loads((file.metadata() or {})[entry])
        return about, {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
