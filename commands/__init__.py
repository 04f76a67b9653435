"""The commands of `kepu`, a module for each of its users; `cli.py` puts them together."""
