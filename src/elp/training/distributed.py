"""Training on several GPUs of one machine: `torchrun` starts a process, a rank, for each.

Every rank builds the same batch and learns from its own part of it; then the gradients of all ranks
are summed, so the number of ranks depends on the machine and not on the settings. Random numbers
(`elp.training.draws`) and batch statistics (`elp.training.batch_statistics`) are those of the whole
batch.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed

from elp.errors import TrainingError

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ranks:
    """The rank of this process, and the number of processes.

    Attributes
    ----------
    own : int
        Rank of this process, from 0; the first writes all files.
    count : int
        Number of processes; 1 without torchrun.
    """

    own: int = 0
    count: int = 1

    @classmethod
    def current(cls) -> "Ranks":
        """The rank in the process group; without a group, the only one."""
        if not distributed.is_initialized():
            return cls()
        return cls(distributed.get_rank(), distributed.get_world_size())

    @property
    def first(self) -> bool:
        """Whether this is the rank that writes."""
        return self.own == 0

    def part(self, batch: int) -> slice:
        """The rows of a batch that this rank learns from.

        Raises
        ------
        TrainingError
            If there are fewer rows than ranks.
        """
        if batch < self.count:
            raise TrainingError(
                f"a batch of {batch} cannot be split between {self.count} processes; raise "
                "`schedule.batch_size` or use fewer GPUs"
            )
        return slice(batch * self.own // self.count, batch * (self.own + 1) // self.count)

    def wait(self) -> None:
        """Wait until all ranks are here."""
        if self.count > 1:
            distributed.barrier()

    def sum(self, values: Iterable[Tensor]) -> None:
        """Replace tensors of one device by their sums over the ranks, in one exchange."""
        tensors = list(values)
        if self.count == 1 or not tensors:
            return
        joined = torch.cat([tensor.detach().reshape(-1).float() for tensor in tensors])
        distributed.all_reduce(joined)
        parts = joined.split([tensor.numel() for tensor in tensors])
        with torch.no_grad():
            for tensor, part in zip(tensors, parts, strict=True):
                tensor.copy_(part.reshape(tensor.shape))


@contextmanager
def ranks() -> Iterator[Ranks]:
    """Join the process group if torchrun started this process; leave it at the end."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Ranks()
        return
    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    rank = Ranks.current()
    if not rank.first:  # one log is enough
        logging.disable(logging.INFO)
    logger.info("%d processes split each batch", rank.count)
    try:
        yield rank
    finally:
        distributed.destroy_process_group()
