"""Addresses in, bytes out: the one way from this project to the web."""
