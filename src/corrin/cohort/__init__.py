"""Many records at once: their layout in Parquet, the run over them, and the report on all."""
