"""Read one file format each into a document."""
