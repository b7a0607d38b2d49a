"""Which sections of the settings a rule reads, by its text and the text of what it names.

A section is read as `settings.NAME`, by `getattr(settings, name)` beside names in quotes, or by a
function that is given `settings` whole. Functions and variables of workflow/*.smk are followed, as
are the functions that these files import and give the settings to.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

from elp.config.root import Config
from elp.errors import ElpError

SECTIONS = frozenset(Config.model_fields)
# A function or variable at the top level: a first line, then what is indented or closes a bracket.
DEFINITION = re.compile(r"^(?:def )?(\w+)(?:\(| = ).*\n(?:(?:[ )\]}].*)?\n)*", re.MULTILINE)
IMPORT = re.compile(r"^from (elp[\w.]*) import (\([^)]*\)|.+)", re.MULTILINE)
GIVEN_ALL = re.compile(r"(\w+)\((?:[^()]*[,=]\s*)?settings\s*[,)]")


def sections_of(rules: Mapping[str, Iterable[str]], root: Path = Path()) -> dict[str, set[str]]:
    """Sections that the rules of each rule file read.

    Parameters
    ----------
    rules : mapping
        Names of rules by the name of their file in rules/, without its ending.
    root : Path
        Root of the repository.

    Raises
    ------
    ElpError
        If all settings are given to a function that cannot be followed.
    """
    common = "\n".join(path.read_text() for path in sorted((root / "workflow").glob("*.smk")))
    known = {match[1]: match[0] for match in DEFINITION.finditer(common)}
    modules = {
        name: module
        for module, names in IMPORT.findall(common)
        for name in re.findall(r"\w+", names)
    }
    read: dict[str, set[str]] = {}
    for file, names in rules.items():
        text = (root / f"rules/{file}.smk").read_text()
        waiting = [_rule(text, name) for name in names]
        followed: set[str] = set()
        sections = read.setdefault(file, set())
        while waiting:
            text = waiting.pop()
            sections |= _read(text, known, modules)
            new = set(re.findall(r"\w+", text)) & known.keys() - followed
            followed |= new
            waiting += [known[name] for name in new]
    return read


def _rule(text: str, name: str) -> str:
    """A rule's part of its file, and that of the rule it takes over (`use rule … as …`)."""
    parts = re.split(r"^(?=(?:use )?rule )", text, flags=re.MULTILINE)
    part = next(p for p in parts if re.match(rf"(?:use rule \w+ as|rule) {name}\b", p))
    taken = re.match(r"use rule (\w+)", part)
    return part + (_rule(text, taken[1]) if taken else "")


def _read(text: str, known: Mapping[str, str], modules: Mapping[str, str]) -> set[str]:
    """Sections that a text reads itself or by an imported function."""
    sections = set(re.findall(r"\bsettings\.(\w+)", text))
    for name in GIVEN_ALL.findall(text):
        if name == "getattr":
            sections |= set(re.findall(r'"(\w+)"', text))
        elif name in modules:
            sections |= _read_by(getattr(import_module(modules[name]), name))
        elif name not in known:
            raise ElpError(f"{name}(settings): import it from elp, so that what it reads is known")
    return sections & SECTIONS


def _read_by(function: Callable[..., Any]) -> set[str]:
    """Sections that a function reads of its argument of type `Config`."""
    tree = ast.parse(dedent(inspect.getsource(function)))
    arguments = [node for node in ast.walk(tree) if isinstance(node, ast.arg) and node.annotation]
    names = {node.arg for node in arguments if ast.unparse(node.annotation or node) == "Config"}
    sections: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name(name), section) if name in names:
                sections.add(section)
            case ast.Call(called, values, keywords):
                given = [*values, *(keyword.value for keyword in keywords)]
                if any(isinstance(value, ast.Name) and value.id in names for value in given):
                    sections |= _read_by(_global(called, function))
    return sections


def _global(called: ast.expr, caller: Callable[..., Any]) -> Callable[..., Any]:
    """The function of the caller's module that a call names."""
    known = inspect.unwrap(caller).__globals__
    if not isinstance(called, ast.Name) or called.id not in known:
        raise ElpError(
            f"{caller.__name__} gives all settings to {ast.unparse(called)}: call a function by "
            "its name, so that what it reads is known"
        )
    function: Callable[..., Any] = known[called.id]
    return function
