"""Settings of a run: one trained model, or one baseline.

A new trained model is a module that defines `KIND` (`elp.models.kind`), its name in `MODELS`, and
a field of the same name in `RunSettings`.
"""

from pydantic import Field, model_validator

from elp.config.ase import AseSettings
from elp.config.base import Settings
from elp.config.baselines import BaselineSettings

# Trained models, and the module whose `KIND` builds, trains and asks each; Snakemake reads this
# table without loading torch.
MODELS = {
    "ase": "elp.models.ase_kind",
}


class RunSettings(Settings):
    """A row of a table: a trained model, as published unless said otherwise, or a baseline."""

    label: str | None = Field(None, description="the name that tables print; default: the run's")
    ase: AseSettings | None = None
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

    @model_validator(mode="after")
    def _exactly_one(self) -> "RunSettings":
        given = [name for name in (*MODELS, "baseline") if getattr(self, name) is not None]
        if len(given) != 1:
            names = ", ".join(f"`{name}`" for name in (*MODELS, "baseline"))
            raise ValueError(f"a run has exactly one of {names}, not {given or 'none'}")
        return self
