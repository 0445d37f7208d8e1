"""The database: its tables, what is read from it, its notes, its one writer."""
