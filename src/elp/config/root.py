"""All settings, with the checks between them: they fail before any job starts."""

import json
from pathlib import Path

from pydantic import Field, NonNegativeInt, ValidationError, model_validator

from elp.config.base import Settings
from elp.config.data import DatasetSettings
from elp.config.downloads import DownloadSettings
from elp.config.emotion import EmotionSettings
from elp.config.features import FeatureSettings
from elp.config.mesh import MeshSettings
from elp.config.models import RunSettings, resolve_likeness
from elp.config.renderer import RendererRunSettings
from elp.config.renders import ListenerSettings, RenderSettings
from elp.config.sampling import SamplingSettings
from elp.config.scores import MetricSettings
from elp.config.sharing import SharingSettings
from elp.config.tables import DatasetFacts, TableFacts, TableSettings
from elp.config.tracking import ClipSettings, TrackingSettings
from elp.config.weights import WeightsSettings
from elp.errors import ElpError


class Config(Settings):
    """The file config/config.yaml, with what `--configfile` and `--config` merge into it."""

    datasets: dict[str, DatasetSettings]
    weights: WeightsSettings = WeightsSettings()
    downloads: DownloadSettings = DownloadSettings()
    clips: ClipSettings = ClipSettings()
    tracking: TrackingSettings = TrackingSettings()
    emotion: EmotionSettings = EmotionSettings()
    features: FeatureSettings = FeatureSettings()
    runs: dict[str, RunSettings]
    seeds: tuple[NonNegativeInt, ...] = Field((0,), min_length=1, description="training seeds")
    sampling: SamplingSettings = SamplingSettings()
    metrics: MetricSettings = MetricSettings()
    reference: str = Field("elp", description="run that tables compare the others with, pairwise")
    tables: dict[str, TableSettings]
    mesh: MeshSettings = MeshSettings()
    renders: RenderSettings = RenderSettings()
    listener: ListenerSettings | None = None
    renderer: RendererRunSettings | None = None
    sharing: SharingSettings = SharingSettings()

    @model_validator(mode="after")
    def _runs_exist(self) -> "Config":
        for name, run in self.runs.items():
            model = run.baseline.model if run.baseline else None
            if model is not None and (model not in self.runs or self.runs[model].ase is None):
                raise ValueError(f"runs.{name}.baseline.model: `{model}` is not a run with `ase`")
        return self

    @model_validator(mode="after")
    def _tables_can_be_made(self) -> "Config":
        for name, table in self.tables.items():
            if unknown := sorted(set(table.rows) - set(self.runs)):
                raise ValueError(f"tables.{name}.runs: not among `runs`: {unknown}")
            if unknown := sorted(set(table.datasets) - set(self.datasets)):
                raise ValueError(f"tables.{name}.datasets: not among `datasets`: {unknown}")
            for dataset in table.datasets:
                if self.datasets[dataset].layout == "talking_heads":
                    raise ValueError(f"tables.{name}.datasets: `{dataset}` has no listeners")
                if table.split not in self.datasets[dataset].splits:
                    raise ValueError(f"tables.{name}.split: {dataset} has no `{table.split}`")
        return self

    @model_validator(mode="after")
    def _losses_can_be_measured(self) -> "Config":
        for table in self.tables.values():
            given = [name for name in table.datasets if self.datasets[name].given]
            for name in table.rows if given else ():
                ase = self.runs[name].ase
                if ase is not None and ase.loss.space == "mesh":
                    raise ValueError(
                        f"runs.{name}.ase.loss.space: `mesh` needs a face model, which "
                        f"`{given[0]}` lacks: its coefficients were extracted elsewhere; set "
                        "`coefficients`"
                    )
        return self

    @model_validator(mode="after")
    def _videos_can_be_made(self) -> "Config":
        if self.renders.method == "learned" and self.renderer is None:
            raise ValueError("renders.method: `learned` needs the settings `renderer`")
        for name in () if self.renderer is None else self.renderer.datasets:
            if name not in self.datasets or self.datasets[name].given:
                raise ValueError(f"renderer.datasets: `{name}` is not a data set with videos")
        if self.listener is not None:
            if self.listener.run not in self.runs or self.runs[self.listener.run].kind is None:
                raise ValueError(f"listener.run: `{self.listener.run}` is not a trained model")
            self._check_videos_of_both("listener.dataset", self.listener.dataset)
        if unknown := sorted(set(self.renders.runs) - set(self.runs)):
            raise ValueError(f"renders.runs: not among `runs`: {unknown}")
        for name in self.renders.datasets:
            self._check_videos_of_both("renders.datasets", name)
            if self.renders.split not in self.datasets[name].splits:
                raise ValueError(f"renders.split: {name} has no `{self.renders.split}`")
        return self

    @model_validator(mode="after")
    def _emotion_exists(self) -> "Config":
        if self.sampling.emotion not in ("predicted", "given"):
            for name, dataset in self.datasets.items():
                if self.sampling.emotion not in dataset.emotions:
                    raise ValueError(f"sampling.emotion: {name} has no `{self.sampling.emotion}`")
        return self

    def _check_videos_of_both(self, setting: str, name: str) -> None:
        """Refuse a data set that does not exist or lacks videos of speakers or of listeners."""
        dataset = self.datasets.get(name)
        if dataset is None or dataset.given or dataset.layout == "talking_heads":
            raise ValueError(
                f"{setting}: `{name}` is not a data set with videos of speakers and listeners"
            )


def table_facts(config: Config, name: str) -> TableFacts:
    """The settings that the rule of a table reads, so that no others rerun it."""
    table = config.tables[name]
    runs = {run: config.runs[run] for run in table.rows}
    swept = {run: s.ase for run, s in runs.items() if table.sweep and s.ase}
    reference = table.reference or config.reference
    return TableFacts(
        name=name,
        table=table,
        labels={run: settings.label or run for run, settings in runs.items()},
        truth=tuple(run for run, s in runs.items() if s.truth),
        swept={run: getattr(ase, str(table.sweep)) for run, ase in swept.items()},
        reference=reference if reference in table.rows else None,
        datasets={
            dataset: DatasetFacts(
                layout=config.datasets[dataset].layout, paper=config.datasets[dataset].paper
            )
            for dataset in table.datasets
        },
        metrics=config.metrics,
    )


def check_config(values: dict[str, object]) -> Config:
    """Checked settings.

    Raises
    ------
    ElpError
        If a key is unknown or missing, a value is not allowed, or a run is like a missing one; the
        message lists all faults by their keys.
    """
    runs = values.get("runs")
    if isinstance(runs, dict):
        values = {**values, "runs": resolve_likeness(runs)}
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        faults = "\n".join(
            f"  {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise ElpError(
            f"the settings (config/config.yaml and --configfile) have errors:\n{faults}"
        ) from None


def write_schema(path: Path) -> None:
    """Write the JSON schema of the settings, for editors and documentation."""
    schema = Config.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    write_schema(Path("workflow/schemas/config.schema.json"))
