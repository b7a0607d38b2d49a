"""What Snakemake asks SLURM for, without any SLURM: `sbatch` notes its options and refuses."""

from pathlib import Path

import pytest
import yaml
from workplace import ROOT, Workplace

NOTED = "asked.txt"
SBATCH = f"""\
#!/bin/sh
for word; do
    case "$word" in --wrap*) break ;; esac
    printf '%s ' "$word"
done >> {NOTED}
echo >> {NOTED}
exit 1
"""
OTHERS = ("squeue", "sacct", "sinfo", "scontrol", "sacctmgr")
AT_ONCE = ("--retries", "0", "--slurm-init-seconds-before-status-checks", "1")


def asked(
    workplace: Workplace,
    monkeypatch: pytest.MonkeyPatch,
    *targets: str,
    changed: dict[str, dict[str, object]] | None = None,
) -> list[str]:
    """The options of `sbatch` of every job that the targets want first, in the order of comments.

    Parameters
    ----------
    changed : dict, optional
        Resources of rules that differ from those of the profile.
    """
    for name in ("sbatch", *OTHERS):
        tool = workplace.folder / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(SBATCH if name == "sbatch" else "#!/bin/sh\n")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{workplace.folder / 'bin'}:/usr/bin:/bin")
    profile = yaml.safe_load((ROOT / "profiles/slurm/profile.yaml").read_text())
    for rule, resources in (changed or {}).items():
        profile["set-resources"][rule] |= resources
    (workplace.folder / "own").mkdir(exist_ok=True)
    (workplace.folder / "own/profile.yaml").write_text(yaml.safe_dump(profile))
    said = workplace.run(*targets, "--profile", "own", *AT_ONCE, succeeds=False)
    noted = workplace.folder / NOTED
    assert noted.is_file(), said[-6000:]
    return sorted(
        noted.read_text().splitlines(), key=lambda options: options.split("--comment ")[1]
    )


def touch(path: Path, megabytes: int = 0) -> None:
    """A file that takes no room on the disk, whatever its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(megabytes * 1024**2)
