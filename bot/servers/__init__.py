"""What a server has chosen, and which answers belong to which questions."""
