"""Wire the tasks into flows that read as a paragraph."""
