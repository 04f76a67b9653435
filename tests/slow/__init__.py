"""Claims that take minutes to check."""
