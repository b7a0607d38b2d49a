"""Options of commands: those that give Snakemake the same settings again, and those of a job."""

from collections.abc import Iterable
from pathlib import Path


def options_of(
    configfiles: Iterable[Path], config: Iterable[str], replace: bool = False
) -> list[str]:
    """Options that repeat the settings given to Snakemake on the command line or by a profile.

    Parameters
    ----------
    configfiles
        Files of `--configfile`; paths below the working folder are made relative to it.
    config
        Values of `--config`: `KEY=VALUE`.
    replace
        Whether these replace config/config.yaml.

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


def parsed(command: Iterable[str]) -> dict[str, list[str]]:
    """The options of a command, with their values.

    Examples
    --------
    >>> parsed(["python", "scripts/draw.py", "--runs", "elp", "gt", "--window=50", "--fast"])
    {'--runs': ['elp', 'gt'], '--window': ['50'], '--fast': []}
    """
    options: dict[str, list[str]] = {}
    values: list[str] = []
    for word in command:
        if word.startswith("--"):
            name, has_value, value = word.partition("=")
            values = options.setdefault(name, [])
            values += [value] if has_value else []
        else:
            values.append(word)  # before the first option: dropped
    return options


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
