"""Shared by rules/*.smk: checked settings, wildcard constraints. No rules."""

import json
import os

from elp.config.root import check_config
from elp.dvc.sharing import check_stage
from elp.dvc.times import restore_times
from elp.workflow.arguments import arguments
from elp.workflow.notes import OPTIONS
from elp.workflow.options import options_of
from elp.workflow.sources import sources

settings = check_config(config)

# For DVC, before and after (docs/dvc.md). Jobs of a cluster read this file too, when others may
# write.
if workflow.is_main_process:
    restore_times()
    check_stage(settings)
    # For the notes on provenance: the options that give the same settings again.
    asked = workflow.config_settings
    os.environ[OPTIONS] = json.dumps(
        options_of(
            asked.configfiles, asked.config_args or [], asked.replace_workflow_config
        )
    )

# Also in a conda environment, which has the packages but not this one.
shell.prefix('export PYTHONPATH="src${{PYTHONPATH:+:$PYTHONPATH}}"; ')


wildcard_constraints:
    dataset="|".join(settings.datasets),
    run="|".join(settings.runs),
    seed="[0-9]+",
    shard="[0-9]+",
    split="train|valid|test|ood",
    forced="(?:forced/[a-z_]+/)?",
    table="|".join(settings.tables),
    figure="figure[1456]",
    role="speaker|listener",
    method="still|warp|learned",


def as_json(part):
    """Settings as a command-line argument, so that a rule reruns only if its own settings change."""
    return part.model_dump_json()


def sharded(pattern):
    """Input function: the pattern for all shards of the wildcard's data set."""

    def files(wildcards):
        return collect(
            pattern,
            dataset=wildcards.dataset,
            shard=range(settings.datasets[wildcards.dataset].shards),
        )

    return files


def options(*names, **values):
    """Params of a rule: a script's `options`, each named as the rule names its value.

    These are the wildcards (or `code`) of these names, every input but the code, every output, and
    the values, which may be functions of the wildcards. A value replaces an input of its name: None
    keeps an input that the script finds by itself off the command line.

    Snakemake compares no params that depend on inputs or outputs, as options do. So `settings` are
    the values again, without files: a changed setting reruns the rule.
    """

    def own(wildcards):
        return {
            name: value(wildcards) if callable(value) else value
            for name, value in values.items()
        }

    def all_options(wildcards, input, output):
        given = {"code": input.code, **wildcards}
        chosen = {name: given[name] for name in names}
        files = {name: path for name, path in input.items() if name != "code"}
        return arguments(chosen | files | dict(output.items()) | own(wildcards))

    return {
        "options": all_options,
        "settings": lambda wildcards: arguments(own(wildcards)),
    }


def per_job(pattern):
    """Params function: the pattern with the job's wildcards."""
    return lambda wildcards: pattern.format(**wildcards)


CATEGORIES = {
    "emotion": "Emotion",
    "tracking": "Tracking",
    "training": "Training",
    "renderer": "Renderer",
    "renderer_training": "Renderer",
    "renderer_examples": "Renderer",
    "figure7": "Figures",
    "figure8": "Figures",
    "grid": "Figures",
    "sweep": "Figures",
    "table": "Tables",
    "claims": "Tables",
}


def in_report(path, caption):
    """An output that the report shows, in the category of its caption."""
    return report(
        path,
        caption=f"../workflow/report/{caption}.rst",
        category=CATEGORIES[caption],
    )
