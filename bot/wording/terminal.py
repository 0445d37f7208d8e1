"""What only the terminal says, which speaks English."""

NO_VERSION = "No article has or had that version: 'pullquote ask --json' prints versions."
WROTE_SETTING = "Wrote {line} into .env."
PUT_SETTING = "Put this line into .env, or add --write: {line}"
OVERRIDDEN = "The environment gives {name} too, which comes before .env: unset it there."
WHY_SHARES = "Terms: the share of their weight that the passage holds, and its article."
INVITE_TO_SERVER = "Add the bot to a server that you manage:"
INVITE_TO_USER = (
    "Add its commands to your own account, for use anywhere (User Install has to be on under "
    "Installation at discord.com/developers):"
)
