"""Gather rendered listeners of all methods and emotions in a page (rule gallery)."""

from pathlib import Path

from elp.gallery.build import Gallery
from elp.gallery.plan import GalleryPlan
from elp.io.files import atomic
from elp.workflow.job import job, parse


def main(*, plan: str, page: Path, videos: Path) -> None:
    """Write the page, and the folder `videos` beside it."""
    with job("build_gallery", page, videos), atomic(videos) as folder, atomic(page) as temporary:
        folder.mkdir()
        Gallery(GalleryPlan.model_validate_json(plan)).write(temporary, folder)


if __name__ == "__main__":
    parse(main)
