"""What a person reads in a terminal: replies, reports, progress."""
