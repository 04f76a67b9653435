"""Wrap each step as a thin Prefect task."""
