import subprocess
import sys
from pathlib import Path

SCRIPT = """
'''Adds numbers.'''
from pathlib import Path
from elp.workflow.job import job, parse
from elp.errors import DataError

def main(numbers: list[int], output: Path) -> None:
    with job(output):
        if not numbers[0]:
            raise DataError(f"{output}: the first number is 0; give another")
        output.write_text(str(sum(numbers)))

if __name__ == "__main__":
    parse(main)
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = folder / "script.py"
    script.write_text(SCRIPT)
    return subprocess.run(
        [sys.executable, str(script), *arguments], capture_output=True, text=True, cwd=folder
    )


def test_reads_lists_and_logs(tmp_path: Path) -> None:
    result = run(tmp_path, "--numbers", "1", "2", "39", "--output", "sum.txt")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "sum.txt").read_text() == "42"
    assert "script: wrote sum.txt" in result.stderr


def test_an_error_of_the_user_is_one_line(tmp_path: Path) -> None:
    result = run(tmp_path, "--numbers", "0", "--output", "sum.txt")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "error: sum.txt: the first number is 0; give another"
    assert "Traceback" not in result.stderr


def test_an_unknown_option_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "--nmbers", "1", "--output", "sum.txt")
    assert result.returncode != 0
    assert "nmbers" in result.stderr + result.stdout
