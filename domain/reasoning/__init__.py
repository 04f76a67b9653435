"""Explain violations: unit slips, the ladder of months, totals and parts, and issues."""
