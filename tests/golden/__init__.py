"""Claims about small files that a steward can open."""
