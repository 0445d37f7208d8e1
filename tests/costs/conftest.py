"""What the tests of costs share: a bound for each, an index that a model of no weight has made."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import QuietProgress

sys.path.insert(
    0, str(Path(__file__).parent)
)  # so that tests can say `from cost_bounds import ...`

from cost_bounds import MOST, Cost
from cost_table import PROPERTY
from generated_newsroom import small_model, write_articles

from bot.composition import models_of
from bot.settings import Settings
from bot.syncing import Indexing, index_sources
from embeddings.encoding.backends import Backend

ARTICLES = 60


@pytest.fixture
def cost(record_property: Callable[[str, object], None]) -> Cost:
    """Return what notes a count by its name, for the table, and holds it to its bound."""

    def note(name: str, found: int) -> None:
        record_property(PROPERTY, [name, found, MOST[name]])
        assert found <= MOST[name], (
            f"{name}: {found:,}, and it may be {MOST[name]:,}: find out what was added. If it has "
            "to be, raise the bound in tests/costs/cost_bounds.py."
        )

    return note


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return the settings of a newsroom with an index, made by the small model."""
    folder = tmp_path_factory.mktemp("newsroom")
    sources = write_articles(folder, ARTICLES)
    settings = Settings(_env_file=None, data_dir=folder / "data", encoder_backend=Backend.ONNX)
    small_model(models_of(settings))
    index_sources(settings, [sources], QuietProgress(), Indexing())
    return settings
