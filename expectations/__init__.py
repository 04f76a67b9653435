"""Validate with Great Expectations suites and turn their results into violations."""
