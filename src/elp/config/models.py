"""Settings of a run: a trained model or a baseline.

To add a model: a module that defines `KIND` (`elp.models.kind`), its line in `MODELS`, and a field
of the same name in `RunSettings`.
"""

from typing import Any, NamedTuple

from pydantic import Field, model_validator

from elp.config.ase import AseSettings
from elp.config.base import Settings
from elp.config.baselines import BaselineSettings
from elp.config.l2l import L2lSettings
from elp.config.rlhg import PchSettings, RlhgSettings
from elp.errors import ElpError


class TrainedModel(NamedTuple):
    """The module whose `KIND` builds, trains and samples a model, and whether it generates blinks.

    If it does not, they are read from the eyelids of the generated mesh (`elp.samples.eyelids`).
    """

    module: str
    blinks: bool


# By name. Modules are named, not imported, so that Snakemake does not load torch.
MODELS = {
    "ase": TrainedModel("elp.models.ase.kind", blinks=True),
    "l2l": TrainedModel("elp.models.l2l.kind", blinks=False),
    "rlhg": TrainedModel("elp.models.rlhg", blinks=False),
    "pch": TrainedModel("elp.models.pch", blinks=False),
}


class RunSettings(Settings):
    """A row of a table: a trained model, by default as published, or a baseline."""

    label: str | None = Field(
        None, description="name printed in tables; default: the name of the run"
    )
    like: str | None = Field(
        None, description="run to take all settings from that are not set here"
    )
    ase: AseSettings | None = None
    l2l: L2lSettings | None = None
    rlhg: RlhgSettings | None = None
    pch: PchSettings | None = None
    baseline: BaselineSettings | None = None

    @property
    def kind(self) -> str | None:
        """Name of the trained model; None for a baseline."""
        return next((name for name in MODELS if getattr(self, name) is not None), None)

    @property
    def model(self) -> Settings | None:
        """Settings of the trained model; None for a baseline."""
        settings: Settings | None = None if self.kind is None else getattr(self, self.kind)
        return settings

    @property
    def truth(self) -> bool:
        """Whether the run is the real listeners themselves."""
        return self.baseline is not None and self.baseline.kind == "gt"

    @model_validator(mode="after")
    def _exactly_one(self) -> "RunSettings":
        given = [name for name in (*MODELS, "baseline") if getattr(self, name) is not None]
        if len(given) != 1:
            names = ", ".join(f"`{name}`" for name in (*MODELS, "baseline"))
            raise ValueError(f"a run has exactly one of {names}, not {given or 'none'}")
        return self


def resolve_likeness(runs: dict[str, Any]) -> dict[str, Any]:
    """Runs as read from YAML, each with the settings of the run that it is like.

    Raises
    ------
    ElpError
        If a run is like one that does not exist, or like itself, directly or through others.
    """

    def complete(name: str, descendants: tuple[str, ...]) -> Any:
        run = runs[name]
        other = run.get("like") if isinstance(run, dict) else None
        if other is None:
            return run
        if other not in runs or other in descendants:
            fault = (
                "like itself"
                if other in descendants
                else f"like `{other}`, which is not among `runs`"
            )
            raise ElpError(f"runs.{name}.like: the run is {fault}; name another run")
        inherited = complete(other, (*descendants, other))
        if not isinstance(inherited, dict):
            return run
        return _merged({k: v for k, v in inherited.items() if k not in ("label", "like")}, run)

    return {name: complete(name, (name,)) for name in runs}


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The first updated with the second; nested mappings are merged, other values replaced."""
    result = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result
