"""Pages that look across areas: what waits, what runs, what failed."""
