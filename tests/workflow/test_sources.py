from pathlib import Path

from elp.workflow.sources import sources


def project(root: Path) -> None:
    files = {
        "scripts/run.py": "from elp.metrics.variance import variance\nimport numpy\n",
        "src/elp/__init__.py": "",
        "src/elp/metrics/__init__.py": "from elp.metrics import shannon\n",
        "src/elp/metrics/variance.py": "from elp import arrays\n",
        "src/elp/metrics/shannon.py": "",
        "src/elp/arrays.py": "import elp.errors\n",
        "src/elp/errors.py": "from elp import arrays\n",
        "src/elp/unused.py": "",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_follows_imports_of_imports(tmp_path: Path) -> None:
    project(tmp_path)
    assert sources("scripts/run.py", root=tmp_path) == [
        "scripts/run.py",
        "src/elp/__init__.py",
        "src/elp/arrays.py",
        "src/elp/errors.py",
        "src/elp/metrics/__init__.py",
        "src/elp/metrics/shannon.py",
        "src/elp/metrics/variance.py",
    ]


def test_modules_named_at_run_time_are_followed_too(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "src/elp/late.py").write_text("from elp.unused import nothing\n")
    found = sources("scripts/run.py", "elp.late", root=tmp_path)
    assert {"src/elp/late.py", "src/elp/unused.py"} == set(found) - set(
        sources("scripts/run.py", root=tmp_path)
    )
