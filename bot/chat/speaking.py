"""Where an interaction begins: it is taken once, and its language is put in force.

That holds for commands, buttons and forms. Each of them is a task of its own, so that the language
ends with it.
"""

from typing import Any

from discord import app_commands

from bot.chat.own_client import Interaction, client_of
from bot.languages import speak


def speak_to(interaction: Interaction, *, private: bool) -> None:
    """Put in force, for what is left of this task, what an interaction is answered in."""
    speak(client_of(interaction).languages.of_interaction(interaction, private=private))


def is_new(interaction: Interaction) -> bool:
    """Say whether an interaction comes for the first time: Discord may deliver one twice."""
    return client_of(interaction).interactions_seen.is_new(interaction.id)


class SpokenTree(app_commands.CommandTree[Any]):
    """Commands that answer in the language of the one who gives them.

    A command that everyone sees the answer of calls `speak_to` itself.
    """

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Allow every command and autocompletion once, and say their words in its language."""
        speak_to(interaction, private=True)
        return is_new(interaction)


class Spoken:
    """Goes before `DynamicItem`, `LayoutView` or `Modal`: answers in its user's language.

    A button whose answer everyone sees calls `speak_to` itself.
    """

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Allow every press once, and say the words of its answer in its user's language."""
        speak_to(interaction, private=True)
        return is_new(interaction)
