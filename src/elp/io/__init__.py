"""Files: atomic writing, CSV tables, columns of Parquet and Arrow, numpy arrays."""
