"""What an indexing run has the model do: every new passage once, and no padding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pytest
from cost_bounds import Cost
from fakes import QuietProgress, WordEncoder
from generated_newsroom import small_model, write_articles
from tokenizers import Tokenizer

from embeddings.archive import Archive
from embeddings.encoder import DEFAULT_MODEL, Encoder, Vectors
from embeddings.encoding.model_files import TOKENIZER_NAME, ModelFiles
from embeddings.encoding.onnx_encoder import Engine, Ids, OnnxEncoder, Run, open_in_onnxruntime
from embeddings.indexing import Summary, index
from embeddings.manifests import manifest_of

ROOT = Path(__file__).parent.parent.parent


class CountedEncoder(WordEncoder):
    """Notes the texts that it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, and note them."""
        self.asked += texts
        return super().encode(texts)


@pytest.fixture
def coverage(tmp_path: Path) -> Path:
    """Return a folder of articles."""
    return write_articles(tmp_path, 20)


def passages(archive: Archive) -> dict[str, list[str]]:
    """Return the passages' texts by their articles' ids."""
    found: dict[str, list[str]] = {}
    for entry in archive.entries():
        article = archive.article(entry.id)
        assert article
        spans = archive.passages_of(article.version)
        found[entry.id] = [article.text[one.start : one.end] for one in spans]
    return found


@dataclass(slots=True)
class Tokens:
    """How many tokens a model was given, and how many of them only fill up a row."""

    given: int = 0
    padded: int = 0

    def counting(self, path: Path) -> Run:
        """Open a model, and note what it is given."""
        run, alone = open_in_onnxruntime(path), Lock()

        def counted(inputs: dict[str, Ids]) -> Vectors:
            mask = inputs["attention_mask"]
            with alone:
                self.given += mask.size
                self.padded += int((mask == 0).sum())
            return run(inputs)

        return counted


def run(archive: Archive, encoder: Encoder, coverage: Path) -> Summary:
    """Bring the archive in step with the coverage."""
    return index(archive, encoder, [coverage], QuietProgress())


def test_every_passage_is_encoded_once(coverage: Path, tmp_path: Path) -> None:
    """And none in a run that finds nothing new."""
    encoder = CountedEncoder()
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        run(archive, encoder, coverage)
        texts = {text for one in passages(archive).values() for text in one}
        assert sorted(encoder.asked) == sorted(texts)
        encoder.asked.clear()
        run(archive, encoder, coverage)
        assert encoder.asked == []


def test_only_what_changed_is_encoded_again(coverage: Path, tmp_path: Path) -> None:
    """The passages of a changed article that are new, and no other."""
    encoder = CountedEncoder()
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        run(archive, encoder, coverage)
        before = {text for one in passages(archive).values() for text in one}
        encoder.asked.clear()
        changed = coverage / "story-0007.md"
        text = changed.read_text(encoding="utf-8")
        changed.write_text(text.rstrip().removesuffix("see it.") + "hear it.\n", encoding="utf-8")
        run(archive, encoder, coverage)
        new = {text for text in passages(archive)["story-0007"] if text not in before}
        assert sorted(encoder.asked) == sorted(new)
        assert 0 < len(new) < len(passages(archive)["story-0007"])


@pytest.mark.parametrize("most_texts", [1, 16])
def test_the_model_is_given_the_tokens_of_the_sample_and_no_others(
    most_texts: int, tmp_path: Path, cost: Cost
) -> None:
    """Those of each passage, with its two marks: none is given twice, none only fills up a row."""
    files, tokens = small_model(tmp_path / "models"), Tokens()
    encoder = OnnxEncoder(DEFAULT_MODEL, files, Engine(tokens.counting, most_texts))
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        run(archive, encoder, ROOT / "articles")
        texts = {text for one in passages(archive).values() for text in one}
    assert tokens.given == sum(lengths(files, texts))
    cost("tokens given: indexing the sample", tokens.given)
    cost("tokens padded: indexing the sample", tokens.padded)


def lengths(files: ModelFiles, texts: Iterable[str]) -> list[int]:
    """Return how many tokens each text has by itself."""
    tokenizer = Tokenizer.from_file(str(files.folder / TOKENIZER_NAME))
    tokenizer.no_padding()
    tokenizer.enable_truncation(files.facts.max_tokens)
    return [len(tokenizer.encode(text).ids) for text in texts]
