"""The search files: made from the archive, published whole, opened by readers."""
