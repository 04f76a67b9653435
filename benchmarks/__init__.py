"""Measurements: how fast validation is, and how many seeded errors it finds. `python -m benchmarks` runs them all."""
