"""Ranked passages in, an Answer or a Refusal out. Knows no Discord."""
