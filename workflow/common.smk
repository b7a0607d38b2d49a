"""Shared by rules/*.smk: checked settings, wildcard constraints. No rules."""

import json
import os

from elp.config.root import check_config
from elp.dvc.sharing import check_stage
from elp.dvc.times import restore_times
from elp.workflow.notes import OPTIONS
from elp.workflow.options import options_of
from elp.workflow.sources import sources

settings = check_config(config)

# For DVC, before and after (docs/dvc.md). Jobs of a cluster read this file too, when others may
# write.
if workflow.is_main_process:
    restore_times()
    check_stage(settings)
    # For the notes on where results come from: how to ask for the same settings again.
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
    emotion="[a-z_]+",
    role="speaker|listener",


def as_json(part):
    """Settings of one kind as a command-line argument: a rule reruns only when its own change."""
    return part.model_dump_json()


def sharded(pattern):
    """Input function: the pattern's files of all shards of the wildcard's data set."""

    def files(wildcards):
        return collect(
            pattern,
            dataset=wildcards.dataset,
            shard=range(settings.datasets[wildcards.dataset].shards),
        )

    return files


def option(name, value):
    """A command-line option, or nothing where its setting is empty."""
    return [] if value is None else [f"{name}={value}"]
