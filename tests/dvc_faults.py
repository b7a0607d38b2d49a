"""What can be wrong with dvc.yaml, found without the code that writes it."""

import configparser
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from elp.config.root import Config
from elp.dvc.declared import NOT_VERSIONED

Document = dict[str, Any]


def outs_of(stage: Document) -> list[str]:
    return [next(iter(out)) for kind in ("outs", "metrics") for out in stage.get(kind, [])]


def misplaced(document: Document, paths: Iterable[str]) -> list[str]:
    """Paths that no stage has, or more than one."""
    faults = []
    for path in paths:
        owners = [
            name
            for name, stage in document["stages"].items()
            for out in outs_of(stage)
            if path == out or path.startswith(f"{out}/")
        ]
        if len(owners) != 1:
            faults.append(f"{path} is in {owners or 'no stage'}")
    return faults


def unversioned(path: str) -> bool:
    """Whether it is listed as such, or lies in a folder that is."""
    parents = [path, *(parent.as_posix() for parent in Path(path).parents)]
    return any(Path(parent).match(pattern) for parent in parents for pattern in NOT_VERSIONED)


def unwatched(document: Document, rules: dict[str, set[str]], root: Path) -> list[str]:
    """Sections of the settings that a rule uses by its text and its stage does not watch."""
    faults = []
    for name, stage in document["stages"].items():
        if name == "provenance":
            continue
        watched = set(stage["params"][0]["config/config.yaml"])
        for rule in rules[name]:
            used = _sections(_rule(root / f"rules/{name}.smk", rule), _functions(root))
            faults += [f"{rule}: {section}" for section in sorted(used - watched)]
    return faults


def link_types(config: str) -> list[str]:
    """Links into DVC's cache that a configuration asks for."""
    parser = configparser.ConfigParser()
    parser.read_string(re.sub(r"^\s+", "", config, flags=re.MULTILINE))
    asked = parser.get("cache", "type", fallback="")
    return [kind for kind in re.split(r"[\s,]+", asked) if kind in ("hardlink", "symlink")]


def _rule(path: Path, name: str) -> str:
    """Text of a rule, and of the one that it takes over (`use rule … as …`)."""
    blocks = re.split(r"^(?=rule |use rule )", path.read_text(), flags=re.MULTILINE)
    (block,) = [b for b in blocks if re.match(rf"(rule|use rule \w+ as) {name}\b", b)]
    taken = re.match(r"use rule (\w+) as", block)
    return block + (_rule(path, taken[1]) if taken else "")


def _functions(root: Path) -> dict[str, str]:
    """Text of each function of workflow/*.smk, and of the one that reads settings for tables."""
    text = "\n".join(path.read_text() for path in sorted((root / "workflow").glob("*.smk")))
    found = {}
    for block in re.split(r"^(?=def )", text, flags=re.MULTILINE)[1:]:
        found[block.split("(")[0].removeprefix("def ")] = block
    facts = re.search(
        r"^def table_facts.*?(?=^def )",
        (root / "src/elp/config/root.py").read_text(),
        re.MULTILINE | re.DOTALL,
    )
    assert facts is not None
    found["table_facts"] = facts[0].replace("config.", "settings.")
    return found


def _sections(text: str, functions: dict[str, str]) -> set[str]:
    """Sections that a text names, and every function that it names, and so on."""
    seen: set[str] = set()
    waiting, found = [text], set()
    while waiting:
        part = waiting.pop()
        found |= set(re.findall(r"\bsettings\.([a-z_]+)", part))
        for name in set(re.findall(r"\b[a-z_0-9]+\b", part)) & set(functions) - seen:
            seen.add(name)
            waiting.append(functions[name])
    return found & set(Config.model_fields)
