"""Number of parameters of each part of a trained model."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from torch import nn

from elp.models.store import load_model
from elp.workflow.runs import parse_run_path

CODE_PATH = "code path"
# From the features to the motion: the counterpart of a VQ-VAE's encoder, codebook and decoder.
PARTS_OF_CODE_PATH = ("code", "motion_map", "motion_decoder")


def count_parameters(paths: Sequence[Path]) -> pd.DataFrame:
    """A row per data set, run and part: `total`, each module, and for an ASE its code path."""
    rows = []
    for path in paths:
        run = parse_run_path(path)
        _, model = load_model(path)
        parts = {name: _count(part) for name, part in model.named_children()}
        if set(PARTS_OF_CODE_PATH) <= set(parts):
            parts[CODE_PATH] = sum(parts[name] for name in PARTS_OF_CODE_PATH)
        for part, count in {"total": _count(model), **parts}.items():
            rows.append((run.dataset, run.run, part, count))
    return pd.DataFrame(rows, columns=["dataset", "run", "part", "parameters"])


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
