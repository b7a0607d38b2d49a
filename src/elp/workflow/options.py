"""Options that make Snakemake use the same settings again."""

from collections.abc import Iterable
from pathlib import Path


def options_of(
    configfiles: Iterable[Path], config: Iterable[str], replace: bool = False
) -> list[str]:
    """What was given to Snakemake on the command line or by a profile, as it can be given again.

    Parameters
    ----------
    configfiles
        As of `--configfile`; those below the working folder are named from there.
    config
        As of `--config`: `KEY=VALUE`.
    replace
        Whether these take the place of config/config.yaml.

    Examples
    --------
    >>> options_of([Path("config/own.yaml").absolute()], ["seeds=[0,1]"])
    ['--configfile', 'config/own.yaml', '--config', 'seeds=[0,1]']
    >>> options_of([], [])
    []
    """
    files, values = [_from_here(path) for path in configfiles], list(config)
    return [
        *(["--configfile", *files] if files else []),
        *(["--config", *values] if values else []),
        *(["--replace-workflow-config"] if replace else []),
    ]


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
