"""Settings from the environment and `.env`; the command line's options come before them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.answering.ranking.reranking import BUNDLED
from embeddings.encoder import DEFAULT_MODEL
from embeddings.errors import InputError


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone; write one like Europe/Berlin") from error
    return name


class Settings(BaseSettings):
    """Every setting, its default and its bounds; `.env.example` explains them to owners."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    discord_token: SecretStr | None = None
    data_dir: Path = Path("data")
    model: str = DEFAULT_MODEL
    allow_model_download: bool = False
    reranker: str = BUNDLED
    answer_threshold: float = Field(default=0.5, ge=0, le=1)
    max_excerpts: int = Field(default=3, ge=1, le=5)
    max_excerpt_chars: int = Field(default=1000, ge=100, le=1000)
    max_question_chars: int = Field(default=500, ge=20, le=2000)
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    named_dates: dict[str, date] = {}
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
        raise InputError(
            "The setting NAMED_DATES is not JSON: write it like "
            '{"the flood": "2022-02-24"}, with double quotation marks.'
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(".env is not UTF-8: save it as UTF-8.") from error
