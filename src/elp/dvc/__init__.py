"""dvc.yaml from the Snakemake DAG, and what else makes Snakemake and DVC agree."""
