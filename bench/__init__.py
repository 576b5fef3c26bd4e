"""Benchmarks: each fills its own database, prints the limit beside each figure, and drops what it made."""
