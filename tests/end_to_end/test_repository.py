"""Promises that hold for the repository as a whole."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from smoke import SMOKE

ROOT = Path(__file__).resolve().parents[2]
LONG_RULES = {
    "coefficients": 21,
    "samples": 22,
    "train_renderer": 22,
    "reconstruction": 22,
    "train_model": 24,
}
LONG_SCRIPTS = {"draw_grid.py": 32, "reconstruct_people.py": 39}


def rules() -> dict[str, str]:
    """Text of every rule by its name."""
    found = {}
    for path in sorted((ROOT / "rules").glob("*.smk")):
        for block in re.split(r"^(?=rule \w+:)", path.read_text(), flags=re.MULTILINE)[1:]:
            name = re.match(r"rule (\w+):", block)
            assert name is not None, block[:40]
            found[name[1]] = block
    return found


def called_scripts(text: str) -> list[str]:
    """Scripts that rules call, by one process or several."""
    return re.findall(
        r'(?:"python |trained_by\(")(scripts/\w+\.py)(?: \{params\.options:q\} 2> \{log:q\}|"\))',
        text,
    )


def test_tests_that_share_fixtures_run_in_one_process(request: pytest.FixtureRequest) -> None:
    """Where pytest and pytest-xdist do not fit each other, groups are passed over in silence."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("needs pytest-xdist with --dist loadgroup, as `make test` has it")
    assert request.node.nodeid.endswith(f"@{Path(__file__).relative_to(ROOT)}")


def test_every_room_has_a_smoke_test() -> None:
    rooms = {path.parent.name for path in (ROOT / "src/elp").glob("*/__init__.py")}
    assert set(SMOKE) == rooms | {"end_to_end"}
    assert [name for name in SMOKE.values() if not (ROOT / "tests" / name).is_file()] == []


@pytest.mark.parametrize("name", rules())
def test_rule_keeps_the_house_rules(name: str) -> None:
    text = rules()[name]
    assert re.search(r'^    """\S', text, re.MULTILINE), "a docstring of a sentence"
    scripts = called_scripts(text)
    assert re.search(rf'code=sources(_of_model)?\("{scripts[0]}"', text)
    for part in ("log:", "conda:", "    params:\n        **"):  # as settings are compared
        assert part in text


def test_every_script_belongs_to_a_rule() -> None:
    called = called_scripts("".join(rules().values()))
    for script in sorted((ROOT / "scripts").glob("*.py")):
        assert f"scripts/{script.name}" in called, f"{script.name} is called by no rule"


def lines(text: str) -> int:
    return len([line for line in text.splitlines() if line.strip()])


@pytest.mark.parametrize("name", rules())
def test_rule_is_short(name: str) -> None:
    block = re.split(r"^\S", rules()[name][1:], maxsplit=1, flags=re.MULTILINE)[0]
    assert lines(block) <= LONG_RULES.get(name, 20)


def test_scripts_and_modules_are_short() -> None:
    scripts = {path.name: lines(path.read_text()) for path in (ROOT / "scripts").glob("*.py")}
    too_long = {name: n for name, n in scripts.items() if n > LONG_SCRIPTS.get(name, 30)}
    assert too_long == {}
    modules = {path: len(path.read_text().splitlines()) for path in (ROOT / "src").rglob("*.py")}
    assert {path.name: n for path, n in modules.items() if n > 200} == {}
    loose = {path.name for path in (ROOT / "src/elp").glob("*.py")}
    assert loose == {"__init__.py", "__main__.py", "coefficients.py", "errors.py"}


def test_conda_environment_agrees_with_the_constraints() -> None:
    constraints = set((ROOT / "constraints.txt").read_text().lower().split())
    environment = yaml.safe_load((ROOT / "envs/elp.yaml").read_text())
    packages = environment["dependencies"][-1]["pip"]
    assert set(packages) <= constraints
    needed = re.findall(r'^    "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert {package.split("==")[0] for package in packages} <= set(needed)


def test_a_results_folder_is_written_by_one_rule_file() -> None:
    writers: dict[str, set[str]] = {}
    for path in sorted((ROOT / "rules").glob("*.smk")):
        for outputs in re.findall(r"    output:\n(.*?)\n    \w+:", path.read_text(), re.DOTALL):
            for folder in re.findall(r'"results/(\w+)/', outputs):
                writers.setdefault(folder, set()).add(path.name)
    assert writers
    assert {folder: names for folder, names in writers.items() if len(names) > 1} == {}


def test_no_path_of_a_machine_nor_large_file_is_tracked() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("needs git and a clone: it looks at what is tracked")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        assert path.stat().st_size < 500_000, name
        if path.suffix in {".py", ".smk", ".yaml", ".md", ".toml"}:
            assert not re.search(r"/(root|home|work)/\w", path.read_text()), name
