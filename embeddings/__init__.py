"""Articles in, ranked passages out: reading, splitting, encoding, storing and retrieving."""
