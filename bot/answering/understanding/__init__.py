"""What a question asks for: its dates, its options, the names it must find."""
