"""How names become codes; `domain.names` is the door."""
