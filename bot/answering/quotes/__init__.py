"""Where the coverage has words that somebody quotes, and how they differ."""
