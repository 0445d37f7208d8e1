"""Settings from the environment and `.env`; the command line's options come before them."""

import re
from datetime import date
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.answering.ranking.reranking import BUNDLED
from bot.languages import Language
from embeddings.encoder import DEFAULT_MODEL
from embeddings.encoding.backends import Backend
from embeddings.errors import InputError

_JSON_EXAMPLES = {
    "FETCH_ALLOWED_NETWORKS": '["10.0.0.0/8"]',
    "NAMED_DATES": '{"the flood": "2022-02-24"}',
    "QUOTE_LIMITS": '{"The Wire": 300, "*": 800}',
}


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone; write one like Europe/Berlin") from error
    return name


def _outlets(limits: dict[str, int]) -> dict[str, int]:
    if not all(name.strip() for name in limits):
        raise ValueError('an outlet has no name; write one, or "*" for all that are not named')
    return limits


QuoteLimits = Annotated[
    dict[str, Annotated[int, Field(strict=True, ge=0)]], AfterValidator(_outlets)
]


class Settings(BaseSettings):
    """Every setting, its default and its bounds; `.env.example` explains them to owners."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    discord_token: SecretStr | None = None
    data_dir: Path = Path("data")
    model: str = DEFAULT_MODEL
    allow_model_download: bool = False
    encoder_backend: Backend = Backend.AUTO
    reranker: str = BUNDLED
    answer_threshold: float = Field(default=0.5, ge=0, le=1)
    max_excerpts: int = Field(default=3, ge=1, le=5)
    max_excerpt_chars: int = Field(default=1000, ge=100, le=1000)
    quote_limits: QuoteLimits = {}
    max_question_chars: int = Field(default=500, ge=20, le=2000)
    questions_a_minute: int = Field(default=6, ge=0, le=600)
    server_questions_a_minute: int = Field(default=60, ge=0, le=6000)
    max_waiting: int = Field(default=20, ge=1, le=10_000)
    look_ups_a_minute: int = Field(default=30, ge=0, le=6000)
    answer_every_question: bool = False
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    named_dates: dict[str, date] = {}
    contact_page: str | None = None
    fetch_delay_seconds: float = Field(default=1, ge=0, le=60)
    fetch_timeout_seconds: float = Field(default=30, gt=0, le=600)
    fetch_max_megabytes: float = Field(default=10, gt=0, le=1000)
    fetch_allowed_networks: list[IPv4Network | IPv6Network] = []
    watch_minutes: float = Field(default=15, ge=1, le=10_080)
    stale_hours: float = Field(default=24, gt=0, le=8760)
    admin_channel: int | None = Field(default=None, gt=0)
    bot_language: Language = Language.ENGLISH
    """Not `language`: gettext has a variable of that name, which many systems set."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


def load_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        InputError: a value is out of bounds or of the wrong kind, or `.env` is not UTF-8.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])).upper()
        raise InputError(
            f"The setting {name} is not usable: {first['msg']} (it is {first['input']!r}). "
            "Change it in .env or in the environment."
        ) from error
    except SettingsError as error:
        raise InputError(_not_json(str(error))) from error
    except UnicodeDecodeError as error:
        raise InputError(".env is not UTF-8: save it as UTF-8.") from error


def _not_json(complaint: str) -> str:
    """Return what to tell an owner; pydantic's complaint names the setting in lower case."""
    found = re.search(r'field "(\w+)"', complaint)
    name = found[1].upper() if found else ""
    example = _JSON_EXAMPLES.get(name, '{"name": "value"}')
    return f"The setting {name} is not JSON: write it like {example}, with double quotation marks."
