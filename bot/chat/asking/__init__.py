"""Asking: which messages ask, what of the question before belongs to them, and what follows."""
