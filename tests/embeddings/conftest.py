"""What the tests of syncing share: a newsroom on a loopback web, and its archive."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import WordEncoder

from embeddings.archive import Archive
from embeddings.manifests import manifest_of

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can import what stands beside them
sys.path.insert(0, str(Path(__file__).parent / "fetching"))

from loopback_web import serving
from web_newsroom import Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a site without pages and an empty archive."""
    manifest = manifest_of(WordEncoder())
    with serving() as site, Archive.create(tmp_path / "data", manifest) as archive:
        yield Newsroom(site, archive, tmp_path)
