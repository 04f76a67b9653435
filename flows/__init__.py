"""Prefect flows: wiring only; each body reads as a paragraph."""
