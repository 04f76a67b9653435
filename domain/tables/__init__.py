"""Turn a grid of cells into statements with their labels, units and periods."""
