"""Claims that hold for all generated inputs."""
