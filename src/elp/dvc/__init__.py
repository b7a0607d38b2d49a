"""dvc.yaml out of the Snakemake DAG, and what else stands between Snakemake and DVC."""
