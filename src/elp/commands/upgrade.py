"""`python -m elp upgrade`."""

from pathlib import Path


def upgrade(*, configfile: list[Path] | None = None) -> None:
    """Bring results of an earlier version to where this version reads them; nothing is made again.

    Parameters
    ----------
    configfile
        Settings merged over config/config.yaml, as given to Snakemake.
    """
    from elp.workflow.upgrade import upgrade as run

    run(configfile or [])
