"""A question in, an answer out: in the terminal, in the harness and on Discord."""
