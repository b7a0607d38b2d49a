"""The workflow as a user runs it: by the command line, in its own folder."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "config",
    "rules",
    "scripts",
    "workflow",
    "envs",
    "src",
    "profiles",
    "tests",
    "Snakefile",
)
TARGETS = (
    "results/table1.csv",
    "results/tracking_quality.csv",
    "results/tracking_accuracy.csv",
    "results/diagnostics.csv",
    "results/emotion_control.csv",
)
# The other tables, figures and claims.
REPORTS = (
    "results/metrics.parquet",
    "results/table2.csv",
    "results/table3.csv",
    "results/table3.png",
    "results/table_beyond.csv",
    "results/table_extra.csv",
    "results/figure7.png",
    "results/figure8.png",
    "results/parameters.csv",
    "results/claims.md",
    "results/strips/sample_vico/seed0/test",
    "results/figure1.png",
    "results/figure4.png",
    "results/figure5.png",
    "results/figure6.png",
    "results/renderer.csv",
    "results/listener",
    "results/gallery/index.html",
)


@dataclass(frozen=True)
class Workplace:
    """A folder with the project's code and settings, and its own results."""

    folder: Path
    settings: Path = Path("tests/end_to_end/test.yaml")

    def read(self, name: str) -> bytes:
        return (self.folder / "results" / name).read_bytes()

    def command(self, *arguments: str) -> list[str]:
        snakemake = [sys.executable, "-m", "snakemake", "--configfile", str(self.settings)]
        return [*snakemake, "--cores", "2", *arguments]

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """What Snakemake printed."""
        result = subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            capture_output=True,
            text=True,
            env=_environment(),
        )
        output = result.stdout + result.stderr
        assert (result.returncode == 0) == succeeds, output[-6000:]
        return output

    def kill_when(self, pattern: str, *arguments: str) -> None:
        """Start Snakemake, and `kill -9` it with all its jobs once a file matches the pattern."""
        log = self.folder / "killed.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                self.command(*arguments),
                cwd=self.folder,
                stdout=stream,
                stderr=stream,
                env=_environment(),
                start_new_session=True,
            )
            while not any(self.folder.glob(pattern)):
                assert process.poll() is None, log.read_text()[-6000:]
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _environment() -> dict[str, str]:
    """The tests' environment with this interpreter first on the path, since jobs call `python`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path}
