"""Code is an input: the modules that a script depends on, so that editing them reruns its rule."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

STATEMENTS = (ast.stmt, ast.excepthandler, ast.match_case)  # what can hold an import


def sources(script: str, *modules: str, root: Path = Path()) -> list[str]:
    """List a script and every module of `elp` that it imports, directly or not.

    Imports for type checkers only (`if TYPE_CHECKING:`) do not count. A name that a package loads
    when it is first used leads to the module that the package's stub (`__init__.pyi`) names.

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
        Sorted paths relative to the root. Snakemake compares small inputs by checksum, so an edit
        reruns what uses the module, and a mere `touch` reruns nothing.
    """
    followed: set[Path] = set()
    waiting = [root / script]
    for module in modules:
        waiting.extend(_files(module, root / "src"))
    while waiting:
        path = waiting.pop()
        if path not in followed:
            followed.add(path)
            waiting.extend(_imports(path, root / "src"))
    return sorted(path.relative_to(root).as_posix() for path in followed)


@cache
def _imports(path: Path, source_root: Path) -> frozenset[Path]:
    """Files of `elp` that a file imports, and data files beside it that it reads."""
    if path.suffix != ".py":
        return frozenset()
    files: set[Path] = set()
    text = path.read_text()
    parts = (ast.AST,) if ".with_name(" in text else STATEMENTS  # most files name no data file
    for node in _run(ast.parse(text), parts):
        match node:
            case ast.Import(names):
                files.update(*(_files(alias.name, source_root) for alias in names))
            case ast.ImportFrom(str(module), names):
                files.update(*(_files(f"{module}.{alias.name}", source_root) for alias in names))
            case ast.Call(ast.Attribute(_, "with_name"), [ast.Constant(str(name))]):
                files.update({path.with_name(name)} if path.with_name(name).is_file() else ())
    return frozenset(files)


def _run(node: ast.AST, parts: tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
    """The nodes of these kinds that run: all but those under `if TYPE_CHECKING:`."""
    yield node
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        children = node.orelse
    for child in children:
        if isinstance(child, parts):
            yield from _run(child, parts)


def _files(name: str, source_root: Path) -> set[Path]:
    """Files that an import of a module, or of a name in it, runs."""
    parts = name.split(".")
    if parts[0] != "elp":
        return set()
    folders = [source_root.joinpath(*parts[:depth]) for depth in range(1, len(parts) + 1)]
    files = {folder / "__init__.py" for folder in folders}
    files.update(folder.with_suffix(".py") for folder in folders[-2:])
    if (folders[-1] / "__init__.pyi").is_file():
        files.update(_lazy(folders[-1]).values())  # any of its names may be used
    elif len(folders) > 1 and (folders[-2] / "__init__.pyi").is_file():
        files.update(file for key, file in _lazy(folders[-2]).items() if key == parts[-1])
    return {file for file in files if file.is_file()}


def _lazy(package: Path) -> dict[str, Path]:
    """The module of each name that a package loads when it is first used."""
    stub = ast.parse((package / "__init__.pyi").read_text())
    return {
        alias.name: (package / str(node.module)).with_suffix(".py")
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
