"""Serve the stewards' web application."""
