from typing import Any

import pytest
from pydantic import ValidationError

from elp.config.root import check_config, table_facts
from elp.config.scores import MetricSettings
from elp.config.tables import TableSettings

CONFIG: dict[str, Any] = {
    "datasets": {
        "own": {"layout": "clips", "root": "data", "paper": "vico"},
        "other": {"layout": "clips", "root": "data"},
    },
    "runs": {
        "real": {"baseline": {"kind": "gt"}, "label": "GT"},
        "chance": {"baseline": {"kind": "random"}},
        "elp": {"ase": {}},
    },
    "tables": {"one": {"datasets": ["own"], "runs": ["real", "chance"]}},
}


def test_defaults_are_the_papers() -> None:
    """Sec. 4.1: windows of 4 seconds; 40 and 20 clusters."""
    metrics = MetricSettings()
    assert metrics.wtlcc.window == 4
    assert (metrics.sid.expression_clusters, metrics.sid.pose_clusters) == (40, 20)
    assert metrics.fd_scope == "clip"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"wtlcc": {"window": 0}}, r"wtlcc\.window\n.*greater than 0"),
        ({"wtlcc": {"aggregate": "best"}}, r"wtlcc\.aggregate\n"),
        ({"sid": {"clusters": 40}}, r"sid\.clusters\n.*Extra inputs"),
        ({"sid": {"fit_on": "gt_valid"}}, r"sid\.fit_on\n"),
        ({"confidence": 1}, r"confidence\n.*less than 1"),
        ({"bootstrap": 0}, r"bootstrap\n"),
    ],
)
def test_refusals_name_the_key(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MetricSettings.model_validate(values)


@pytest.mark.parametrize("empty", ["datasets", "runs"])
def test_a_table_shows_something(empty: str) -> None:
    with pytest.raises(ValidationError, match=rf"{empty}\n.*at least 1 item"):
        TableSettings.model_validate({"datasets": ["own"], "runs": ["elp"], empty: []})


def test_facts_of_a_table_are_of_its_runs_and_data_sets_only() -> None:
    facts = table_facts(check_config(CONFIG), "one")
    assert facts.labels == {"real": "GT", "chance": "chance"}
    assert facts.truth == ("real",)
    assert {name: data.paper for name, data in facts.datasets.items()} == {"own": "vico"}


def test_facts_of_a_table_do_not_change_with_another_run() -> None:
    runs = {**CONFIG["runs"], "elp": {"ase": {"heads": 8}}}
    facts = table_facts(check_config(CONFIG), "one")
    assert table_facts(check_config({**CONFIG, "runs": runs}), "one") == facts
