"""Keep the data that stewards own, and load it into one catalogue."""
