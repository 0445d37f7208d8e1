"""Files in, Articles out: one module a source format."""
