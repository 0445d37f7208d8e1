"""Question sets to training groups, searched by our own retriever.

A group is a question, one passage that holds its answer (or none: a near miss) and passages that
the fused ranking puts high but that do not hold it. Whole articles, by title, are trained on or
not, so the groups to train on hold no passage of the others.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from rank_fitting.newsrooms import CachedEncoder, Case, search_all
from rank_fitting.qa_sets import (
    MANY_DOCUMENTS,
    Asked,
    Collection,
    Kind,
    QuestionSet,
    is_trained,
    read_set,
)

from bot.answering.ranking.reading import Titled
from embeddings.archive import Archive
from embeddings.schema import Candidate

NEAR_MISSES = "squad20_dev"
"""The set with unanswerable questions; it shares articles with squad11_dev, by title."""
NEGATIVES = 20
"""How many wrong candidates a group keeps to draw from."""
SEARCH_SEED = 0
"""Orders the questions searched: runs with other seeds learn from the same groups."""
CONTRASTED = 2
"""Of so many best wrong passages of a near miss one may have a question that it answers."""


@dataclass(frozen=True, slots=True)
class Text(Titled):
    """A passage as the reranker reads it; `answers` are the answer's spans in `text`."""

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
class Mined:
    """Groups to train on, and groups about articles that the training must not see."""

    groups: list[Group]
    spare: list[Group]


@dataclass(frozen=True, slots=True)
class Mine:
    """Where the sets are, what searches them and how much is taken."""

    qa: Path
    encoder: CachedEncoder
    work: Path
    stack: ExitStack
    questions: int


def mine(where: Mine, name: str) -> Mined:
    """Return the groups of the set `name`, all of it one collection."""
    source = read_set(where.qa / name, SEARCH_SEED, max_chars=sys.maxsize)
    titles = _titles(source)
    asked = list(_asked(source))[: where.questions]
    where.encoder.encode([item.text for _, item in asked])  # at once: one by one is slow
    collection = Collection("all", source.pieces, asked)
    trained = {piece.id for piece in source.pieces if is_trained(piece.title)}
    mined = Mined([], [])
    for case in search_all(name, collection, where.encoder, where.work / name, where.stack):
        ours = case.asked.piece in trained
        seen = trained if ours else {piece.id for piece in source.pieces} - trained
        (mined.groups if ours else mined.spare).extend(_group(case, titles, seen))
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


def _titles(source: QuestionSet) -> Mapping[str, str]:
    """Return the pieces' titles; none for a set of short documents that have only numbers."""
    if len({piece.document for piece in source.pieces}) > MANY_DOCUMENTS:
        return {}
    return {piece.id: piece.title for piece in source.pieces}


def _asked(source: QuestionSet) -> Iterator[tuple[Kind, Asked]]:
    """Yield the questions worth searching: the near misses' set repeats the other's answerable."""
    for asked in source.questions:
        kind = Kind.ANSWERABLE if asked.spans else Kind.MISS
        if kind is Kind.MISS or source.name != NEAR_MISSES:
            yield kind, asked


def _group(case: Case, titles: Mapping[str, str], seen: set[str]) -> Iterator[Group]:
    """Yield the case's group, if the answer or anything else was found.

    Its passages are of the articles `seen`: no others are, not even as wrong ones.
    """
    candidates = [item for item in case.candidates if item.passage.article_id in seen]
    texts = [_text(case.archive, item, case.asked, titles) for item in candidates]
    if case.kind is Kind.MISS:
        # The passages of the article that the question was written against come first.
        own = [item.passage.article_id == case.asked.piece for item in candidates]
        ordered = [text for text, ours in zip(texts, own, strict=True) if ours]
        ordered += [text for text, ours in zip(texts, own, strict=True) if not ours]
        if ordered:
            yield Group(case.source, case.asked.text, None, tuple(ordered[:NEGATIVES]))
        return
    answers = {text.text[a:b].casefold() for text in texts for a, b in text.answers}
    positive = next((text for text in texts if text.answers), None)
    wrong = [text for text in texts if not any(words in text.text.casefold() for words in answers)]
    if positive and wrong:
        yield Group(case.source, case.asked.text, positive, tuple(wrong[:NEGATIVES]))


def _text(
    archive: Archive,
    candidate: Candidate,
    asked: Asked,
    titles: Mapping[str, str],
) -> Text:
    """Return a candidate's text with its title of `titles`, if it has one."""
    passage = candidate.passage
    article = archive.version(passage.version)
    if article is None:
        raise LookupError(f"version {passage.version} is not in the archive")
    spans = asked.spans if asked.piece == article.id else ()
    inside = tuple(
        (first - passage.start, last - passage.start)
        for first, last in spans
        if passage.start <= first and last <= passage.end
    )
    return Text(titles.get(article.id, ""), article.text[passage.start : passage.end], inside)
