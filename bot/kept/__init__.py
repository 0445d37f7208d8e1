"""What the bot keeps of servers, in one small file apart from the archive."""
