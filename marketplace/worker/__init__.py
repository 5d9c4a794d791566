"""Background work, the supervisor, backups: what keeps the program running."""
