"""Pure nouns and rules of science-popularisation statistics: no files, no database, no orchestration."""
