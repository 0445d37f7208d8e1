"""What a server's people say of the answers, as far as the server has chosen to collect it."""
