"""What keeps an office running: its services, its backups, and the examination when somebody calls."""
