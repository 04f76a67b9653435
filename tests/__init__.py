"""Claims about the domain, checked."""
