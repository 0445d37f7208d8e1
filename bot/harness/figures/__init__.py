"""Figures over outcomes: what each is, how sure it is, and the bounds on it."""
