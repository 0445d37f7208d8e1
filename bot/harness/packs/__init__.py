"""Packs of questions made from any coverage, to find where a bot can be led astray."""
