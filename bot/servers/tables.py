"""How the tables of servers' choices are read."""

WHOLE_SERVER = 0
"""Stands in `channel_id` for what a server chose for all its channels."""
