"""The documentation names files, modules, rules and links that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/decisions").glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
]
# Paths are given from here; what the workflow or a user makes, and placeholders, are not checked.
BASES = ("", "src", "src/elp", "docs", "tests", "tests/end_to_end")
MADE = re.compile(r"^(results|data|videos|clips|gallery|prepared|audios|data_list)/|[A-Z{*…]")


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)


def found(path: str) -> Path | None:
    return next((ROOT / base / path for base in BASES if (ROOT / base / path).exists()), None)


def defines(path: Path, name: str) -> bool:
    return re.search(rf"^\s*(?:def|class) {name}\b|^{name}\b", path.read_text(), re.M) is not None


def faults(page: Path) -> Iterator[str]:
    rules = {
        name
        for path in (ROOT / "rules").glob("*.smk")
        for name in re.findall(r"^rule (\w+):", path.read_text(), re.MULTILINE)
    }
    text = prose(page)
    for word in re.findall(r"`([^`\n]+)`", text):
        if match := re.match(r"^([\w./-]+/[\w.-]+\.(?:py|smk|yaml|md|toml))(?::(\w+))?$", word):
            path = found(match[1])
            if path is None and not MADE.search(match[1]):
                yield f"no file {word}"
            elif path is not None and match[2] and not defines(path, match[2]):
                yield f"no name {word}"
        if match := re.match(r"^elp\.([a-z_]+(?:\.[a-z_]+)*)$", word):
            parts = match[1].split(".")
            known = ["/".join(parts[:depth]) for depth in (len(parts), len(parts) - 1) if depth]
            if not any(found(f"{p}.py") or found(f"{p}/__init__.py") for p in known):
                yield f"no module {word}"
    yield from (
        f"no rule {name}" for name in re.findall(r"\brules? `(\w+)`", text) if name not in rules
    )
    for target in re.findall(r"\[[^\]]*\]\(([^)\s#]+)[^)]*\)", text):
        if not target.startswith("http") and not (page.parent / target).exists():
            yield f"dead link {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_what_exists(page: Path) -> None:
    assert list(faults(page)) == []


def test_every_room_has_a_page_of_the_api() -> None:
    rooms = {path.parent.name for path in (ROOT / "src/elp").glob("*/__init__.py")}
    pages = {path.stem for path in (ROOT / "docs/api").glob("*.md")}
    assert pages == rooms | {"representation"}
    listed = set(re.findall(r"api/(\w+)\.md", (ROOT / "mkdocs.yml").read_text()))
    assert listed == pages
