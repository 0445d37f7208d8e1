"""`/settings`: what a server chose for itself and for its channels, as a message to press."""
