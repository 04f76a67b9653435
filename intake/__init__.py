"""Take bytes in: archive, journal, who sent them and for which month."""
