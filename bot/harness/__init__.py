"""Fixture questions in, figures out. Knows no Discord."""
