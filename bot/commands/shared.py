"""What several commands do alike: read settings and texts, log, print JSON."""

import json
import logging
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.settings import Settings, load_settings
from embeddings.errors import InputError


def settings_for(data_dir: Path | None) -> Settings:
    """Return the owner's settings, with another data folder if one is given.

    Raises:
        InputError: a setting cannot be used.
    """
    settings = load_settings()
    return settings.model_copy(update={"data_dir": data_dir}) if data_dir else settings


def read_text(file: str) -> str:
    """Return the text of a file, or of standard input for `-`.

    Raises:
        InputError: it cannot be read, or is not UTF-8.
    """
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8: save it as UTF-8.") from error


def log_to_terminal(settings: Settings) -> None:
    """Write the log to standard error: in colours for a person, one line each for a file."""
    for chatty in ("faiss.loader", "httpx2", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    console = Console(stderr=True)
    if console.is_terminal:
        from rich.logging import RichHandler

        handler: logging.Handler = RichHandler(console=console, rich_tracebacks=False)
        line = "%(name)s: %(message)s"
    else:
        handler = logging.StreamHandler()
        line = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=settings.log_level, format=line, handlers=[handler])


def print_json(values: dict[str, Any]) -> None:  # Any: JSON values
    """Print one JSON object on a line of its own, at once."""
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()
