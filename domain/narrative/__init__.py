"""Turn Chinese prose into statements with their spans."""
