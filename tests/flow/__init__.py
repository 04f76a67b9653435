"""Claims about whole runs inside the orchestrator."""
