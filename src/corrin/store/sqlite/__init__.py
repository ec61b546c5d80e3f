"""SQLite, set so that what is acknowledged stays."""
