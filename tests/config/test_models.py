from typing import Any

import pytest
from pydantic import ValidationError
from refusals import refused_keys

from elp.config.ase import AseReadings, AseSettings
from elp.config.base import Settings
from elp.config.baselines import BaselineSettings
from elp.config.models import RunSettings
from elp.config.optimiser import OptimiserSettings
from elp.config.sampling import SamplingSettings

RANDOM = {"kind": "random"}


def test_an_ablation_is_only_its_difference() -> None:
    changed = RunSettings.model_validate({"ase": {"heads": 8}}).ase
    assert changed == AseSettings().model_copy(update={"heads": 8})


def test_the_full_head_needs_the_transformed_space() -> None:
    with pytest.raises(
        ValidationError, match=r"`readings.head: full` .* needs `space: transformed`"
    ):
        AseSettings.model_validate({"readings": {"head": "full"}, "space": "base"})
    AseSettings.model_validate({"readings": {"head": "full"}, "space": "transformed"})
    AseSettings.model_validate({"readings": {"head": "base"}, "space": "base"})


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({"kind": "gt"}, False),
        ({"kind": "random"}, False),
        ({"kind": "dls_random"}, True),
        ({"kind": "dls_random", "readings": {"output": "raw"}}, True),
        ({"kind": "nn_motion"}, True),
        ({"kind": "nn_audio"}, True),
        ({"kind": "nn_motion", "readings": {"output": "raw"}}, False),
        ({"kind": "nn_audio", "readings": {"output": "raw"}}, False),
    ],
)
def test_baselines_that_decode_codes_need_their_model(values: dict[str, Any], needed: bool) -> None:
    with_model = BaselineSettings.model_validate({**values, "model": "elp"})
    assert with_model.needs_model == needed
    if needed:
        with pytest.raises(ValidationError, match=f"`{values['kind']}` needs `model`"):
            BaselineSettings.model_validate(values)
    else:
        assert BaselineSettings.model_validate(values).model is None


@pytest.mark.parametrize("values", [{}, {"label": "ELP"}, {"ase": {}, "baseline": RANDOM}])
def test_a_run_is_a_model_or_a_baseline(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one of `ase`"):
        RunSettings.model_validate(values)


@pytest.mark.parametrize(
    ("group", "key", "value"),
    [
        (AseSettings, "emotion_mlp", 511),
        (AseSettings, "dropout", 1.0),
        (AseSettings, "readings.temperature", 0),
        (AseSettings, "loss.blink", -5),
        (AseSettings, "optimiser.clip_gradient", 0),
        (AseReadings, "reduction", "max_t"),
        (OptimiserSettings, "learning_rate", 0),
        (OptimiserSettings, "momentum", 0.9),
        (SamplingSettings, "blink_threshold", 1.0),
        (SamplingSettings, "overlap", -1),
        (SamplingSettings, "emotion_weights", "none"),
    ],
)
def test_values_out_of_range_are_refused_by_their_key(
    group: type[Settings], key: str, value: object
) -> None:
    assert refused_keys(group, key, value) == [key]
