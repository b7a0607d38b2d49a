"""Parameters of trained models, part by part, and a table plotted over its swept setting."""

from pathlib import Path

import pytest
from made_up_scores import FACTS, SETTINGS, run_scores
from small_ase import small_ase

from elp.config.tables import TableFacts
from elp.errors import ElpError
from elp.figures.sweep import plot_sweep
from elp.models.store import save_model
from elp.tables.compare import seeds_joined
from elp.tables.parameters import CODE_PATH, count_parameters


def test_parts_sum_to_the_total(tmp_path: Path) -> None:
    model = small_ase()
    path = tmp_path / "results/models/made_up/elp/seed0/model.safetensors"
    path.parent.mkdir(parents=True)
    save_model(path, "elp.models.ase.kind", model)
    counts = count_parameters([path]).set_index("part")["parameters"]
    total = sum(parameter.numel() for parameter in model.parameters())
    assert counts["total"] == total == counts.drop(["total", CODE_PATH]).sum()
    parts = (model.code, model.motion_map, model.motion_decoder)
    assert counts[CODE_PATH] == sum(p.numel() for part in parts for p in part.parameters())


def swept(**changes: object) -> TableFacts:
    table = FACTS.table.model_copy(update={"sweep": "heads"})
    return FACTS.model_copy(update={"table": table, "metrics": SETTINGS} | changes)


def test_a_sweep_is_plotted_over_its_setting(tmp_path: Path) -> None:
    facts = swept(swept={"random": 4, "elp": 16})
    joined = seeds_joined([run_scores(run, 0) for run in facts.table.runs], facts)
    plot_sweep(tmp_path / "table3.png", joined, facts)
    assert (tmp_path / "table3.png").read_bytes().startswith(b"\x89PNG")


def test_a_sweep_of_one_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ElpError, match=r"tables\.table1\.sweep: fewer than two"):
        plot_sweep(tmp_path / "table3.png", {}, swept(swept={"elp": 16}))
