"""Replace this process by a script, run in one process or several: `launch COUNT SCRIPT OPTIONS`.

Without torch: only the processes of the training itself wait for its import.
"""

import os
import sys


def launch(processes: int, script: str, arguments: list[str]) -> None:
    """Replace this process by a script run in this number of processes, by torchrun if several."""
    python = [sys.executable]
    if processes > 1:
        python += ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    os.execv(python[0], [*python, script, *arguments])


if __name__ == "__main__":
    launch(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
