"""Readers: bytes of one format in, one Document out; one module a format, imported only when needed."""
