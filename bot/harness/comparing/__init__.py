"""Two reports over the same questions, compared."""
