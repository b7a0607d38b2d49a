"""Code is an input: the modules that a script depends on, so that editing them reruns its rule."""

import ast
from functools import cache
from pathlib import Path


def sources(script: str, *modules: str, root: Path = Path()) -> list[str]:
    """List a script and every module of `elp` that it imports, directly or not.

    Parameters
    ----------
    script : str
        Path of the script, relative to the root.
    *modules : str
        Modules that it imports by a name given at run time, such as ``elp.models.rlhg``.
    root : Path
        Root of the repository.

    Returns
    -------
    list of str
        Sorted paths relative to the root; Snakemake compares small inputs by checksum, so an edit
        reruns what uses a module and a mere `touch` nothing.
    """
    found: set[Path] = set()
    waiting = [root / script]
    for module in modules:
        waiting.extend(_files(module.split("."), root / "src"))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(_imports(path, root / "src"))
    return sorted(path.relative_to(root).as_posix() for path in found)


@cache
def _imports(path: Path, source_root: Path) -> tuple[Path, ...]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    files: set[Path] = set()
    for name in names:
        parts = name.split(".")
        if parts[0] == "elp":
            files.update(_files(parts, source_root))
    return tuple(sorted(files))


def _files(parts: list[str], source_root: Path) -> set[Path]:
    """The module itself and the packages around it, whose `__init__` runs first."""
    candidates = [source_root.joinpath(*parts).with_suffix(".py")]
    candidates += [
        source_root.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts) + 1)
    ]
    return {path for path in candidates if path.is_file()}
