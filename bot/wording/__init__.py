"""Every fixed word the bot says, in the terminal and on Discord; quotes are never among them.

A constant is the English text and the key of its translations: `say(wording.READ)` says it in the
language in force. A function says its sentence itself. `tests/chat/test_catalogues.py` tells what
the catalogues in `bot/languages` still lack; it passes over `terminal.py`, which stays English.
"""

from bot.wording.answers import *  # noqa: F403 - one name for all words: `wording.READ`
from bot.wording.asking import *  # noqa: F403
from bot.wording.commands import *  # noqa: F403
from bot.wording.coverage import *  # noqa: F403
from bot.wording.dates import *  # noqa: F403
from bot.wording.digest import *  # noqa: F403
from bot.wording.explanations import *  # noqa: F403
from bot.wording.feedback import *  # noqa: F403
from bot.wording.helping import *  # noqa: F403
from bot.wording.labels import *  # noqa: F403
from bot.wording.permissions import *  # noqa: F403
from bot.wording.privacy import *  # noqa: F403
from bot.wording.quotes import *  # noqa: F403
from bot.wording.settings import *  # noqa: F403
from bot.wording.sources import *  # noqa: F403
from bot.wording.terminal import *  # noqa: F403
