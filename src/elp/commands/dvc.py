"""`elp dvc`."""

from pathlib import Path


def dvc(
    *, configfile: list[Path] | None = None, output: Path = Path("dvc.yaml"), check: bool = False
) -> None:
    """Write dvc.yaml, the DVC stages that version all results, from the Snakemake rules.

    Parameters
    ----------
    configfile
        Settings merged over config/config.yaml, as for Snakemake.
    output
        File to write.
    check
        Write nothing; fail if the file is out of date.
    """
    from elp.dvc import command

    (command.check if check else command.generate)(configfile or [], output)
