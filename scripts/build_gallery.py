"""Build the gallery of all rendered listeners (rule gallery)."""

from pathlib import Path

from elp.gallery.build import Gallery
from elp.gallery.plan import GalleryPlan
from elp.io.files import atomic
from elp.workflow.job import job, parse


def main(plan: GalleryPlan, page: Path, videos: Path) -> None:
    """Write the page, and the folder `videos` beside it."""
    with job(page, videos), atomic(videos) as folder, atomic(page) as temporary:
        folder.mkdir()
        Gallery(plan).write(temporary, folder)


if __name__ == "__main__":
    parse(main)
