"""Fixture questions proposed by the program, for a person to accept."""
