"""Where the questions of an evaluation come from: a file, a folder of a public set, or a pack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.answering.answerer import Answerer
from bot.composition import encoder_of, models_of
from bot.harness.fixtures.collections import Collection, load_collection
from bot.harness.fixtures.corpus_index import indexed
from bot.harness.fixtures.leaving_out import NOTHING_LEFT_OUT, load_left_out
from bot.harness.fixtures.resolving import resolve
from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.packs.registry import PACKS
from bot.harness.schema import Fixture
from bot.settings import Settings
from bot.terminal.progress_bars import IndexingBars
from embeddings.encoding.model_files import FOLDER_NAME as MODELS
from embeddings.encoding.model_files import lend
from embeddings.errors import InputError

CACHE = "evaluations"
"""Where the indexes of public sets lie in the data folder; it may be deleted at any time."""
_NO_QUESTIONS = (
    "There are no questions: name a YAML file of fixture questions, a folder of a public set, or "
    "a pack with --pack."
)


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions by the name they go by, and the settings with the index that they are asked of.

    `made` returns them for the answerer over that index.
    """

    name: str
    settings: Settings
    made: Callable[[Answerer], Sequence[Fixture]]


def questions_of(
    path: Path | None,
    settings: Settings,
    *,
    pack: str | None = None,
    leave_out: Path | None = None,
) -> Questions:
    """Return the questions that a command was given.

    Raises:
        InputError: there are none, or two kinds of them, or they cannot be used.
    """
    if path is None and pack is None:
        raise InputError(_NO_QUESTIONS)
    if path is not None and pack is not None:
        raise InputError(f"Both {path} and a pack were named: evaluate one after the other.")
    if path is not None and path.is_dir():
        return _of_folder(path, settings, leave_out)
    if leave_out is not None:
        raise InputError(
            "--leave-out leaves articles out of the index of a folder (corpus.jsonl): with a file "
            "or a pack, the articles of your own index are asked."
        )
    return _of_file(path, settings) if path else _of_pack(pack or "", settings)


def _of_file(path: Path, settings: Settings) -> Questions:
    fixtures = load_fixtures(path)
    return Questions(
        path.name,
        settings,
        lambda answerer: resolve(fixtures, answerer.retriever.archive, path=path),
    )


def _of_folder(folder: Path, settings: Settings, leave_out: Path | None) -> Questions:
    left_out = load_left_out(leave_out) if leave_out else NOTHING_LEFT_OUT
    collection = load_collection(folder, left_out=left_out)
    console = Console(stderr=True)
    for line in _said_of(collection):
        console.print(line, soft_wrap=True, highlight=False)
    encoder = encoder_of(settings)
    with IndexingBars(console) as bars:
        data = indexed(collection, settings.data_dir / CACHE, encoder, bars)
    lend(models_of(settings), data / MODELS, encoder.fingerprint)
    name = folder.resolve().name
    return Questions(
        f"{name} without {leave_out.name}" if leave_out else name,
        settings.model_copy(update={"data_dir": data}),
        lambda _answerer: collection.fixtures,
    )


def _of_pack(name: str, settings: Settings) -> Questions:
    if name not in PACKS:
        raise InputError(f"Unknown pack {name!r}: use {', '.join(PACKS)}.")

    def made(answerer: Answerer) -> Sequence[Fixture]:
        pack = PACKS[name](answerer.retriever, answerer.limits.quoting)
        console = Console(stderr=True)
        for kind, why in pack.left_out.items():
            console.print(f"left out: {kind}: {why}", soft_wrap=True, highlight=False)
        return pack.fixtures

    return Questions(name, settings, made)


def _said_of(collection: Collection) -> list[str]:
    """Return what an owner should know of a set before its figures."""
    said = []
    if collection.wordless:
        said.append(f"Documents without a word, which are not indexed: {collection.wordless}.")
    if collection.unjudged:
        said.append(f"Questions that nobody judged, which are not asked: {collection.unjudged}.")
    if collection.unplaced:
        said.append(
            "Answer spans that could not be placed in the text as it is stored, whose questions "
            f"are judged by their words: {collection.unplaced}."
        )
    return said
