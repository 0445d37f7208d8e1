"""Question sets to training groups and measured cases, searched by our own retriever.

A group is a question, one passage that holds its answer (or none: a near miss) and passages that
the fused ranking puts high but that do not hold it. A case is a question with its best candidates,
for measuring. Whole documents go to one part, so no part has seen another's articles.
"""

import hashlib
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from rank_fitting.newsrooms import CachedEncoder, Case, NoProgress, search_all
from rank_fitting.qa_sets import (
    MANY_DOCUMENTS,
    Asked,
    Collection,
    Kind,
    QuestionSet,
    collections,
    read_set,
)

from bot.harness.fixtures import Fixture, load_fixtures
from embeddings.archive import Archive
from embeddings.indexing import index, manifest_of
from embeddings.retrieval import Retriever
from embeddings.schema import Candidate

NEAR_MISSES = "squad20_dev"
"""The set with unanswerable questions; it shares articles with squad11_dev, by title."""
POOL = 16
"""How many candidates are reranked."""
NEGATIVES = 20
"""How many wrong candidates a group keeps to draw from."""
CONTRASTED = 2
"""Of so many best wrong passages of a near miss one may have a question that it answers."""
TRAINED_SHARE, CALIBRATED_SHARE = 0.84, 0.08
ALL = sys.maxsize


class Part(StrEnum):
    """What a document is used for."""

    TRAINED = "trained"
    CALIBRATED = "calibrated"
    TESTED = "tested"


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as the reranker reads it; `answers` are the answer's spans in `text`."""

    title: str
    text: str
    answers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A question, the passage that answers it (None: a near miss), and wrong ones, best first.

    A near miss may have a `contrast`: a question that the first of its wrong passages does answer,
    and that passage with the answer.
    """

    source: str
    question: str
    positive: Text | None
    negatives: tuple[Text, ...]
    contrast: tuple[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """A question with its `POOL` best candidates, best first, and their fused scores.

    `right` says which candidates hold the answer; `beyond` is the rank of the first one that does
    where that is below the pool, 0 where there is none.
    """

    source: str
    size: str
    kind: Kind
    question: str
    texts: tuple[Text, ...]
    fused: tuple[float, ...]
    right: tuple[bool, ...]
    beyond: int


@dataclass(frozen=True, slots=True)
class Mined:
    """Everything that training and measuring need."""

    groups: list[Group]
    calibrated: list[Searched]
    tested: list[Searched]


@dataclass(frozen=True, slots=True)
class Mine:
    """Where the sets are, what searches them and how much is taken."""

    qa: Path
    encoder: CachedEncoder
    work: Path
    stack: ExitStack
    seed: int
    questions: int


def mine(where: Mine, name: str) -> Mined:
    """Return the groups and cases of the set `name`, all of it one collection."""
    source = read_set(where.qa / name, where.seed, max_chars=ALL)
    parts = _parts(source, where.seed)
    asked = list(_asked(source, parts))[: where.questions]
    where.encoder.encode([item.text for _, item in asked])  # at once: one by one is slow
    collection = Collection("all", source.pieces, asked)
    titles = _titles(source)
    trained = {piece.id for piece in source.pieces if parts[piece.document] is Part.TRAINED}
    mined = Mined([], [], [])
    for case in search_all(name, collection, where.encoder, where.work / name, where.stack):
        part = parts[case.asked.document]
        if part is Part.TRAINED:
            mined.groups.extend(_group(case, titles, trained))
        else:
            bucket = mined.calibrated if part is Part.CALIBRATED else mined.tested
            bucket.append(_searched(case, titles))
    return mined


def contrasted(groups: Sequence[Group], seed: int) -> list[Group]:
    """Return `groups` with a contrast for each near miss whose passage answers another question.

    What the model must learn from a near miss is not the passage, which looks right, but the
    question: beside one that the same passage answers nothing else differs.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    answered: dict[str, list[tuple[str, Text]]] = defaultdict(list)
    for group in groups:
        if group.positive:
            answered[group.positive.text].append((group.question, group.positive))
    return [_contrasted(group, answered, chance) for group in groups]


def _contrasted(
    group: Group, answered: Mapping[str, Sequence[tuple[str, Text]]], chance: random.Random
) -> Group:
    if group.positive:
        return group
    for place, text in enumerate(group.negatives[:CONTRASTED]):
        if text.text in answered:
            rest = (*group.negatives[:place], *group.negatives[place + 1 :])
            contrast = chance.choice(answered[text.text])
            return replace(group, negatives=(text, *rest), contrast=contrast)
    return group


def held_out(where: Mine, name: str, questions: int) -> list[Searched]:
    """Return cases of a whole set, in small, middling and large collections."""
    source = read_set(where.qa / name, where.seed)
    titles = _titles(source)
    found = []
    for number, collection in enumerate(collections(source, questions, where.seed)):
        folder = where.work / f"{name}-{number}"
        where.encoder.encode([item.text for _, item in collection.asked])
        cases = search_all(name, collection, where.encoder, folder, where.stack)
        found += [_searched(case, titles) for case in cases]
    return found


def fixtures(where: Mine, articles: Path, questions: Path) -> list[Searched]:
    """Return the project's own fixture questions over its own articles as cases."""
    archive = where.stack.enter_context(
        Archive.create(where.work / "fixtures", manifest_of(where.encoder))
    )
    index(archive, where.encoder, [articles], NoProgress())
    retriever = Retriever(archive, where.encoder)
    found = []
    for fixture in load_fixtures(questions):
        query = retriever.query(fixture.question)
        candidates = retriever.search(query)
        right = [_holds(archive, candidate, fixture) for candidate in candidates]
        kind = Kind.ANSWERABLE if fixture.answerable else Kind.MISS
        texts = [_text(archive, candidate) for candidate in candidates[:POOL]]
        case = Searched("fixtures", "all", kind, fixture.question, tuple(texts), (), (), 0)
        found.append(_with_ranks(case, candidates, right))
    return found


def _parts(source: QuestionSet, seed: int) -> dict[str, Part]:
    """Return each document's part, drawn by its title where titles name documents."""
    named = bool(_titles(source))
    parts = {}
    for piece in source.pieces:
        key = f"{seed}:{piece.title if named else piece.document}"
        place = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 0x100000000
        trained = place < TRAINED_SHARE
        rest = Part.CALIBRATED if place < TRAINED_SHARE + CALIBRATED_SHARE else Part.TESTED
        parts[piece.document] = Part.TRAINED if trained else rest
    return parts


def _titles(source: QuestionSet) -> Mapping[str, str]:
    """Return the pieces' titles; none for a set of short documents that have only numbers."""
    if len({piece.document for piece in source.pieces}) > MANY_DOCUMENTS:
        return {}
    return {piece.id: piece.title for piece in source.pieces}


def _asked(source: QuestionSet, parts: Mapping[str, Part]) -> Iterator[tuple[Kind, Asked]]:
    """Yield the questions worth searching: the near misses' answerable ones are only measured."""
    for asked in source.questions:
        kind = Kind.ANSWERABLE if asked.spans else Kind.MISS
        trained = parts[asked.document] is Part.TRAINED
        if kind is Kind.MISS or source.name != NEAR_MISSES or not trained:
            yield kind, asked


def _group(case: Case, titles: Mapping[str, str], trained: set[str]) -> Iterator[Group]:
    """Yield the case's group, if the answer or anything else was found.

    Its passages are of the articles `trained`: the other parts' are not seen, not even as wrong.
    """
    candidates = [item for item in case.candidates if item.passage.article_id in trained]
    texts = [_text(case.archive, item, case.asked, titles) for item in candidates]
    if case.kind is Kind.MISS:
        # The passages of the article that the question was written against come first.
        own = [item.passage.article_id == case.asked.piece for item in candidates]
        ordered = [text for text, ours in zip(texts, own, strict=True) if ours]
        ordered += [text for text, ours in zip(texts, own, strict=True) if not ours]
        yield Group(case.source, case.asked.text, None, tuple(ordered[:NEGATIVES]))
        return
    answers = {text.text[a:b].casefold() for text in texts for a, b in text.answers}
    positive = next((text for text in texts if text.answers), None)
    wrong = [text for text in texts if not any(words in text.text.casefold() for words in answers)]
    if positive and wrong:
        yield Group(case.source, case.asked.text, positive, tuple(wrong[:NEGATIVES]))


def _searched(case: Case, titles: Mapping[str, str]) -> Searched:
    texts = [_text(case.archive, item, case.asked, titles) for item in case.candidates[:POOL]]
    right = [case.answered_by(item.passage) for item in case.candidates]
    bare = Searched(case.source, case.size, case.kind, case.asked.text, tuple(texts), (), (), 0)
    return _with_ranks(bare, case.candidates, right)


def _with_ranks(
    case: Searched, candidates: Sequence[Candidate], right: Sequence[bool]
) -> Searched:
    below = (rank for rank, held in enumerate(right, 1) if held and rank > POOL)
    return replace(
        case,
        fused=tuple(item.score for item in candidates[:POOL]),
        right=tuple(right[:POOL]),
        beyond=next(below, 0),
    )


def _text(
    archive: Archive,
    candidate: Candidate,
    asked: Asked | None = None,
    titles: Mapping[str, str] | None = None,
) -> Text:
    """Return a candidate's text; its title is the article's, or from `titles` if given."""
    passage = candidate.passage
    article = archive.version(passage.version)
    if article is None:
        raise LookupError(f"version {passage.version} is not in the archive")
    title = article.title if titles is None else titles.get(article.id, "")
    spans = asked.spans if asked and asked.piece == article.id else ()
    inside = tuple(
        (first - passage.start, last - passage.start)
        for first, last in spans
        if passage.start <= first and last <= passage.end
    )
    return Text(title, article.text[passage.start : passage.end], inside)


def _holds(archive: Archive, candidate: Candidate, fixture: Fixture) -> bool:
    if not fixture.answerable or candidate.passage.article_id not in fixture.articles:
        return False
    text = _text(archive, candidate).text
    return any(words in text for words in fixture.words)
