"""Settings of a run: one trained model, or one baseline.

A new trained model is a module that defines `KIND` (`elp.models.kind`), its line in `MODELS`, and
a field of the same name in `RunSettings`.
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
    """The module whose `KIND` builds, trains and asks a model, and whether it generates blinks.

    Where it does not, they are read off the eyelids of the generated mesh (`elp.samples.eyelids`).
    """

    module: str
    blinks: bool


# By name; Snakemake reads this table without loading torch.
MODELS = {
    "ase": TrainedModel("elp.models.ase.kind", blinks=True),
    "l2l": TrainedModel("elp.models.l2l.kind", blinks=False),
    "rlhg": TrainedModel("elp.models.rlhg", blinks=False),
    "pch": TrainedModel("elp.models.pch", blinks=False),
}


class RunSettings(Settings):
    """A row of a table: a trained model, as published unless said otherwise, or a baseline."""

    label: str | None = Field(None, description="the name that tables print; default: the run's")
    like: str | None = Field(
        None, description="run whose settings this one has, but for those given here"
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
        found: Settings | None = None if self.kind is None else getattr(self, self.kind)
        return found

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
        If a run is like one that does not exist, or like itself through others.
    """

    def whole(name: str, seen: tuple[str, ...]) -> Any:
        run = runs[name]
        other = run.get("like") if isinstance(run, dict) else None
        if other is None:
            return run
        if other not in runs or other in seen:
            fault = "like itself" if other in seen else f"like `{other}`, which is not among `runs`"
            raise ElpError(f"runs.{name}.like: the run is {fault}; name another run")
        inherited = whole(other, (*seen, other))
        if not isinstance(inherited, dict):
            return run
        return _merged({k: v for k, v in inherited.items() if k not in ("label", "like")}, run)

    return {name: whole(name, (name,)) for name in runs}


def _merged(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The first with what the second says; mappings are merged, all else replaced."""
    result = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result
