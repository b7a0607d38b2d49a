"""The definition of the Apptainer image, as far as it can be checked without building it."""

import re
from pathlib import Path

from workplace import ROOT

DEFINITION = ROOT / "envs/elp.def"
SECTIONS = {"files", "post", "environment", "test", "labels", "help"}


def parts() -> tuple[dict[str, str], dict[str, list[str]]]:
    """Header and sections, by name, without comments and empty lines."""
    header: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    name = None
    for line in DEFINITION.read_text().splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("%"):
            name = text[1:]
            assert name not in sections, f"%{name} twice"
            sections[name] = []
        elif name is None:
            key, value = text.split(": ", 1)
            header[key] = value
        else:
            sections[name].append(text)
    return header, sections


def python_of_conda() -> str:
    found = re.search(r"python=(\d+\.\d+)", (ROOT / "envs/elp.yaml").read_text())
    assert found is not None
    return found[1]


def test_header_names_the_python_of_the_project() -> None:
    header, _ = parts()
    assert header["Bootstrap"] == "docker"
    image, version = header["From"].split(":")
    assert image == "python"
    assert version.startswith(f"{python_of_conda()}-")


def test_sections_are_apptainers_and_filled() -> None:
    _, sections = parts()
    assert set(sections) == SECTIONS
    assert all(sections.values())


def test_packages_come_from_the_constraints() -> None:
    _, sections = parts()
    installs = [line for line in sections["post"] if line.startswith("pip install")]
    assert len(installs) == 1
    assert "--constraint /opt/elp/constraints.txt" in installs[0]


def test_files_exist_and_are_all_that_an_install_reads() -> None:
    _, sections = parts()
    copied = dict(line.split() for line in sections["files"])
    assert all((ROOT / source).exists() for source in copied)
    assert {f"/opt/elp/{source}" for source in copied} == set(copied.values())
    needed = {"README.md", "LICENSE", "src", "pyproject.toml", "constraints.txt"}
    assert set(copied) == needed


def test_libraries_are_those_of_the_makefile() -> None:
    _, sections = parts()
    found = re.search(r"^PACKAGES := (.+)$", Path(ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    (installed,) = (line for line in sections["post"] if line.startswith("apt-get install"))
    assert set(found[1].split()) <= set(installed.split())
