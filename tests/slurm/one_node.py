"""A SLURM of one node on this machine, for the tests: `python one_node.py start|stop`, as root.

Needs Debian's `slurm-wlm` and `munge`, and nothing of the project. All daemons listen on loopback
only, on their own ports. The configured CPUs, memory and GPUs are the same on every machine, and so
are the tests: SLURM trusts the numbers (`config_overrides`), and a GPU is a device node that nobody
opens. Without cgroups jobs are not confined, but time limits hold.

Snakemake's executor drops SLURM_CONF, so the configuration is linked to /etc/slurm; a machine with
its own configuration there is left alone.
"""

import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / "slurm-one-node"
STANDARD = Path("/etc/slurm")
FILES = ("slurm.conf", "gres.conf")
DAEMONS = ("slurmd", "slurmctld", "munged")  # in the order of stopping
NODE, CPUS, MEMORY_MB, GPUS = "one", 4, 64_000, 2
PATIENCE = 60  # seconds to wait for a daemon at most
# KillWait: seconds from SIGTERM to SIGKILL, 30 by default. MinJobAge: squeue, which the profile
# uses since there is no accounting, must remember a job until Snakemake has seen its end.
CONFIGURATION = """\
ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16917
SlurmdPort=16918
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
SlurmdParameters=config_overrides
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ReturnToService=2
KillWait=2
MinJobAge=3600
GresTypes=gpu
NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} \\
    Gres=gpu:{gpus}
PartitionName=cpu Nodes={node} Default=YES MaxTime=INFINITE
PartitionName=gpu Nodes={node} MaxTime=INFINITE
"""


def why_not() -> str | None:
    """The reason why SLURM cannot be started here, or None."""
    absent = [name for name in ("munged", "slurmctld", "slurmd") if shutil.which(name) is None]
    if os.geteuid() != 0:
        return "needs root"
    if absent:
        return f"needs {', '.join(absent)}: apt-get install slurm-wlm munge"
    for name in FILES:
        file = STANDARD / name
        if os.path.lexists(file) and not (file.is_symlink() and file.readlink().parent == FOLDER):
            return f"needs a machine without its own SLURM, but {file} exists"
    return None


def start() -> None:
    """Start the daemons that do not run yet, and wait until the node takes jobs."""
    for folder in (FOLDER, FOLDER / "state", FOLDER / "spool"):
        folder.mkdir(mode=0o755, exist_ok=True)
    _configure()
    socket_of_munge = FOLDER / "munge.socket"
    daemons = {
        "munged": [
            f"--key-file={_key()}",
            f"--socket={socket_of_munge}",
            f"--pid-file={FOLDER / 'munged.pid'}",
            f"--log-file={FOLDER / 'munged.log'}",
            f"--seed-file={FOLDER / 'munged.seed'}",
        ],
        "slurmctld": [],
        "slurmd": [],
    }
    for name, options in daemons.items():
        if _pid(name) is None:
            subprocess.run([shutil.which(name) or name, *options], check=True)
    _wait("slurmctld answers", lambda: _ran("scontrol", "ping"))
    resume()
    _wait("the node is ready", lambda: state() in {"idle", "mixed", "allocated"})


def runs() -> bool:
    """Whether all daemons run."""
    return all(_pid(name) is not None for name in DAEMONS)


def drain() -> None:
    """Let the node take no more jobs; running ones continue."""
    subprocess.run(
        ["scontrol", "update", f"NodeName={NODE}", "State=DRAIN", "Reason=test"], check=True
    )


def resume() -> None:
    """Let the node take jobs again, after `drain` or after its daemon was killed."""
    _ran("scontrol", "update", f"NodeName={NODE}", "State=RESUME")


def state() -> str:
    """The node's state: idle, mixed, allocated, draining, drained or down."""
    return _printed("sinfo", "--noheader", f"--nodes={NODE}", "--partition=cpu", "--format=%T")


def stop() -> None:
    """Cancel all jobs, end the daemons, and remove the configuration."""
    if _pid("slurmctld") is not None:
        _ran("scancel", "--user=root")
        _wait("jobs have ended", lambda: not _printed("squeue", "--noheader"))
    for name in DAEMONS:
        pid = _pid(name)
        if pid is not None:
            os.kill(pid, 15)
            _wait(f"{name} has ended", lambda name=name: _pid(name) is None)
    for name in FILES:
        if (STANDARD / name).is_symlink():
            (STANDARD / name).unlink()
    shutil.rmtree(FOLDER, ignore_errors=True)


def _configure() -> None:
    STANDARD.mkdir(exist_ok=True)
    host = socket.gethostname().split(".")[0]
    sizes = {"node": NODE, "cpus": CPUS, "memory": MEMORY_MB, "gpus": GPUS}
    texts = {
        "slurm.conf": CONFIGURATION.format(folder=FOLDER, host=host, **sizes),
        "gres.conf": f"NodeName={NODE} Name=gpu File={FOLDER}/gpu[0-{GPUS - 1}]\n",
    }
    for name, text in texts.items():
        (FOLDER / name).write_text(text)
        if not (STANDARD / name).is_symlink():
            (STANDARD / name).symlink_to(FOLDER / name)
    for number in range(GPUS):
        device = FOLDER / f"gpu{number}"
        if not device.exists():  # like /dev/null
            os.mknod(device, 0o666 | stat.S_IFCHR, os.makedev(1, 3))


def _key() -> Path:
    key = FOLDER / "munge.key"
    if not key.exists():
        key.touch(mode=0o400)
        key.write_bytes(os.urandom(128))
    return key


def _pid(name: str) -> int | None:
    """The process of a running daemon: its file may outlive it, and the number be reused.

    In a container nobody may reap an ended daemon, which then stays as a zombie.
    """
    try:
        pid = int((FOLDER / f"{name}.pid").read_text())
        command, state = Path(f"/proc/{pid}/stat").read_text().split()[1:3]
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return None
    return pid if command == f"({name})" and state != "Z" else None


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _ran(*command: str) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _wait(what: str, done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {PATIENCE} s; see {FOLDER}/*.log")
        time.sleep(0.1)


if __name__ == "__main__":
    obstacle = why_not()
    if obstacle:
        sys.exit(f"one_node.py: {obstacle}")
    {"start": start, "stop": stop}[sys.argv[1]]()
