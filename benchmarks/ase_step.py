"""An ASE training step at the paper's sizes against a direct, dense implementation.

    python benchmarks/ase_step.py [--repeats 7] [--threads 1]

Prints ratios measured in one run: both alternate in one process, with the allocator settings of the
rule `train_model`; peak memory is measured in a separate process for each.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import torch
from dense_ase import DenseAse, from_ase
from torch import Tensor, nn

from elp.config.ase import AseSettings
from elp.config.optimiser import OptimiserSettings
from elp.features.windows import WindowBatch
from elp.models.ase.gumbel_noise import gumbel_noise
from elp.models.ase.kind import KIND
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.models.ase.transformed_space import DrawnCodes
from elp.models.kind import new_model
from elp.models.sizes import Sizes
from elp.training.optimiser import make_optimiser
from elp.workflow.job import parse

ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "1000000000000"}
BATCH, FRAMES, EMOTIONS = 32, 50, 3
SETTINGS, SIZES = AseSettings(), Sizes(EMOTIONS)
Implementation = Literal["ours", "dense"]


class AseWithNoise(Ase):
    """An ASE that draws with given noise."""

    noise: Tensor | None = None

    def quantise(
        self, logits: Tensor, emotion: Tensor, sample: bool = True, *, noise: Tensor | None = None
    ) -> DrawnCodes:
        """As `Ase.quantise`."""
        del noise
        return super().quantise(logits, emotion, sample, noise=self.noise)


def random_batch() -> WindowBatch:
    """Windows of random numbers, with the paper's shapes."""
    generator = torch.Generator().manual_seed(1)

    def normal(width: int) -> Tensor:
        return torch.randn(BATCH, FRAMES, width, generator=generator)

    return WindowBatch(
        mfcc=normal(SIZES.mfcc),
        style=normal(SIZES.style),
        speaker=normal(SIZES.motion),
        expression=normal(SIZES.expression),
        pose=normal(SIZES.pose),
        blink=(torch.rand(BATCH, FRAMES, generator=generator) < 0.05).float(),
        blink_before=torch.zeros(BATCH),
        first=normal(SIZES.motion)[:, 0],
        emotion=torch.randint(EMOTIONS, (BATCH,), generator=generator),
    )


def in_precision(batch: WindowBatch, dtype: torch.dtype) -> WindowBatch:
    """The same windows in another precision."""
    values = {name: value for name, value in vars(batch).items() if name != "emotion"}
    cast = {name: value.to(dtype) for name, value in values.items()}
    return WindowBatch(**cast, emotion=batch.emotion)


def build(implementation: Implementation) -> nn.Module:
    """A model with the paper's sizes."""
    model: Ase = new_model(KIND, SETTINGS, SIZES, seed=0)
    return model if implementation == "ours" else DenseAse(model)


def total_loss(model: nn.Module, batch: WindowBatch) -> Tensor:
    """Eq. 7."""
    terms = ase_loss(model, batch)  # type: ignore[arg-type]
    return torch.stack(list(terms.values())).sum()


def stepper(model: nn.Module, batch: WindowBatch) -> Callable[[], None]:
    """A function that does one training step: loss, gradients, AdamW."""
    optimiser = make_optimiser(model, OptimiserSettings())

    def step() -> None:
        optimiser.zero_grad(set_to_none=True)
        total_loss(model, batch).backward()
        optimiser.step()

    return step


def differences(dtype: torch.dtype) -> dict[str, float]:
    """Relative differences of the loss and of the gradient of each parameter, with the same noise.

    In single precision both have the same memory layout of the audio network: where rounding moves
    an activation across the kink of a ReLU, gradients differ by more than rounding.
    """
    torch.manual_seed(0)
    ours = AseWithNoise(SETTINGS, SIZES)
    dense = DenseAse(ours)
    if dtype == torch.float32:
        dense.audio.to(memory_format=torch.channels_last)
    ours.noise = dense.noise = gumbel_noise(
        (BATCH, FRAMES, SETTINGS.heads, SETTINGS.categories), torch.Generator().manual_seed(2)
    )
    batch = in_precision(random_batch(), dtype)
    totals = []
    for model in (ours.to(dtype), dense.to(dtype)):
        torch.manual_seed(3)  # dropout
        totals.append(total_loss(model, batch))
        totals[-1].backward()
    gradients = {name: p.grad for name, p in ours.named_parameters()}
    gradients |= from_ase(ours, gradients=True)
    errors = {"loss": abs(totals[0].item() / totals[1].item() - 1)}
    for name, parameter in dense.named_parameters():
        gradient = gradients[name]
        assert gradient is not None
        assert parameter.grad is not None
        errors[name] = ((gradient - parameter.grad).norm() / parameter.grad.norm()).item()
    return errors


def peak_memory(implementation: Implementation, threads: int) -> float:
    """Peak resident memory in GB of a process that does three steps of one implementation."""
    command = [sys.executable, __file__, "--only", implementation, "--threads", str(threads)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(*, repeats: int = 7, threads: int = 1, only: Implementation | None = None) -> None:
    """Measure and print the results."""
    if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | ALLOCATOR)
    torch.set_num_threads(threads)
    batch = random_batch()
    if only is not None:
        step = stepper(build(only), batch)
        for _ in range(3):
            step()
        print(_peak_gb())
        return
    for dtype in (torch.float32, torch.float64):
        errors = differences(dtype)
        print(f"{dtype}: relative difference of the loss {errors.pop('loss'):.1e} (at most 1e-4)")
        name, worst = max(errors.items(), key=lambda item: item[1])
        print(f"{dtype}: of the gradients at most {worst:.1e}, {name} (at most 1e-4)")
    ours, dense = (stepper(build(name), batch) for name in ("ours", "dense"))
    seconds: dict[str, list[float]] = {"ours": [], "dense": []}
    for repeat in range(repeats + 1):
        for name, step in (("ours", ours), ("dense", dense)):
            start = time.perf_counter()
            step()
            if repeat:  # the first is a warm-up
                seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"median step: ours {medians['ours']:.2f} s, dense {medians['dense']:.2f} s")
    print(f"speed-up: {medians['dense'] / medians['ours']:.2f} (at least 1.5)")
    memory = {name: peak_memory(name, threads) for name in ("ours", "dense")}
    print(f"peak memory: ours {memory['ours']:.2f} GB, dense {memory['dense']:.2f} GB")
    print(f"memory ratio: {memory['ours'] / memory['dense']:.2f} (at most 1)")


def _peak_gb() -> float:
    # Not getrusage: its peak includes that of the parent before the program was loaded.
    status = Path("/proc/self/status").read_text()
    (peak,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024**2


if __name__ == "__main__":
    parse(main)
