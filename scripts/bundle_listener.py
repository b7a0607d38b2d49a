"""Put a trained listener and all that it needs into one folder (rule listener)."""

from pathlib import Path

from elp.generation.bundle import ListenerFacts, ListenerParts, write_bundle
from elp.workflow.job import job, parse


def main(
    *,
    model: Path,
    statistics: Path,
    face_model: Path,
    expressions: Path,
    landmarker: Path,
    about: str,
    folder: Path,
) -> None:
    """Copy the parts."""
    with job(folder):
        files = ListenerParts(model, statistics, face_model, expressions, landmarker)
        write_bundle(folder, files, ListenerFacts.model_validate_json(about))


if __name__ == "__main__":
    parse(main)
