"""`pullquote run` and `invite`: the bot on Discord, and the links that bring it there."""

from bot import wording
from bot.commands import options
from bot.commands.ending import EXIT_DISCORD, fail
from bot.commands.shared import log_to_terminal, settings_for


def run(data_dir: options.DataDir = None, sync: options.SyncCommands = False) -> None:
    """Run the bot on Discord; it needs DISCORD_TOKEN in `.env` or in the environment."""
    from bot.chat.service import DiscordRefusedError, run_bot

    settings = settings_for(data_dir)
    log_to_terminal(settings)
    try:
        run_bot(settings, publish_anew=sync)
    except DiscordRefusedError as error:
        fail(str(error), EXIT_DISCORD)


def invite() -> None:
    """Print the links that add the bot to a server, and its commands to a user's account.

    The application's id stands in DISCORD_TOKEN; nothing is asked of Discord.
    """
    from bot.chat.installing import application_id_of, server_link, user_link
    from bot.chat.service import token_of

    application_id = application_id_of(token_of(settings_for(None)))
    print(wording.INVITE_TO_SERVER, server_link(application_id), sep="\n")  # noqa: T201 - its output
    print(wording.INVITE_TO_USER, user_link(application_id), sep="\n")  # noqa: T201 - its output
