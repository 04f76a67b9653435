"""Claims about one function or one rule."""
