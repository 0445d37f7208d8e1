"""What each command of the command line does; `bot.cli` gives them their names."""
