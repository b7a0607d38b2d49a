from pathlib import Path

from elp.workflow.sources import sources

ROOT = Path(__file__).resolve().parents[2]


def project(root: Path, **scripts: str) -> None:
    files = {
        "scripts/run.py": "from elp.metrics.variance import variance\nimport numpy\n",
        "src/elp/__init__.py": "",
        "src/elp/metrics/__init__.py": "from elp.metrics import shannon\n",
        "src/elp/metrics/variance.py": "from elp import arrays\n",
        "src/elp/metrics/shannon.py": "",
        "src/elp/arrays.py": "import elp.errors\n",
        "src/elp/errors.py": "from elp import arrays\n",
        "src/elp/unused.py": "",
        "src/elp/lazy/__init__.py": "import lazy_loader\n",
        "src/elp/lazy/__init__.pyi": "from .first import one\nfrom .second import two, three\n",
        "src/elp/lazy/first.py": "",
        "src/elp/lazy/second.py": "from elp import errors\n",
        **{f"scripts/{name}.py": text for name, text in scripts.items()},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def modules(script: str, root: Path) -> set[str]:
    """Modules of a script's sources, without packages."""
    listed = [Path(path) for path in sources(script, root=root)]
    return {path.stem for path in listed if path.parts[0] == "src"} - {"__init__"}


def test_imports_of_imports_are_followed(tmp_path: Path) -> None:
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
    with_late = sources("scripts/run.py", "elp.late", root=tmp_path)
    assert {"src/elp/late.py", "src/elp/unused.py"} == set(with_late) - set(
        sources("scripts/run.py", root=tmp_path)
    )


def test_imports_for_type_checkers_are_not_followed(tmp_path: Path) -> None:
    text = "if {}:\n    from elp import unused\nelse:\n    from elp import arrays\n"
    project(
        tmp_path,
        plain="from typing import TYPE_CHECKING\n" + text.format("TYPE_CHECKING"),
        dotted="import typing\n" + text.format("typing.TYPE_CHECKING"),
        at_run_time=text.format("SLOW"),
    )
    for script in ("plain", "dotted"):
        assert modules(f"scripts/{script}.py", tmp_path) == {"arrays", "errors"}
    assert modules("scripts/at_run_time.py", tmp_path) == {"arrays", "errors", "unused"}


def test_a_lazy_name_leads_to_the_module_that_its_stub_names(tmp_path: Path) -> None:
    project(
        tmp_path,
        one="from elp.lazy import one\n",
        two="from elp.lazy import two\n",
        module="from elp.lazy import first\n",
        within="from elp.lazy.first import anything\n",
        whole="import elp.lazy\n",
    )
    assert modules("scripts/one.py", tmp_path) == {"first"}
    assert modules("scripts/two.py", tmp_path) == {"second", "errors", "arrays"}
    assert modules("scripts/module.py", tmp_path) == {"first"}
    assert modules("scripts/within.py", tmp_path) == {"first"}
    assert modules("scripts/whole.py", tmp_path) == {"first", "second", "errors", "arrays"}


def test_a_data_file_that_a_module_reads_beside_itself_counts(tmp_path: Path) -> None:
    project(tmp_path)
    text = 'from pathlib import Path\nPAGE = Path(__file__).with_name("page.html")\n'
    (tmp_path / "src/elp/errors.py").write_text(text)
    (tmp_path / "src/elp/page.html").write_text("<html>")
    assert "src/elp/page.html" in sources("scripts/run.py", root=tmp_path)


def test_metrics_are_followed_one_by_one(tmp_path: Path) -> None:
    """The project's own lazy package: `from elp.metrics import sts_dim` needs metrics/sts.py."""
    (tmp_path / "src").symlink_to(ROOT / "src")
    (tmp_path / "metric.py").write_text("from elp.metrics import sts_dim\n")
    listed = sources("metric.py", root=tmp_path)
    metrics = {Path(path).stem for path in listed if path.startswith("src/elp/metrics/")}
    assert "sts" in metrics
    assert not metrics & {"shannon", "wtlcc", "frechet", "energy_score"}
