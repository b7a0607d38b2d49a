"""Bundle a trained listener with all the files it needs (rule listener)."""

from pathlib import Path

from elp.generation.bundle import ListenerFacts, ListenerParts, write_bundle
from elp.workflow.job import job, parse


def main(parts: ListenerParts, about: ListenerFacts, folder: Path) -> None:
    """Copy the parts."""
    with job(folder):
        write_bundle(folder, parts, about)


if __name__ == "__main__":
    parse(main)
