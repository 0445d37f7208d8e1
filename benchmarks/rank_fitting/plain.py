"""What a plain retriever would show: whole passages in the order of one figure."""

from rank_fitting.models import MAX_EXCERPTS, Outcome
from rank_fitting.newsrooms import Case

from embeddings.lexical.terms import terms
from embeddings.schema import Article, Candidate, Sentence
from embeddings.segmentation import sentences


def passages_alone(case: Case, figure: str) -> Outcome:
    """Return what comes of showing the best passages by `figure`, a field of `Evidence`.

    Ranked is what both indexes propose: the best by either figure are among them. The sentence
    that shares most terms with the question is marked.
    """
    ranked = sorted(
        case.candidates,
        key=lambda item: (-getattr(item.evidence, figure), item.passage.id),
    )
    held = [case.answered_by(item.passage) for item in ranked]
    score = float(getattr(ranked[0].evidence, figure)) if ranked else 0.0
    return Outcome(
        case=case,
        rank=held.index(True) + 1 if any(held) else 0,
        article_first=bool(ranked) and ranked[0].passage.article_id in case.spans,
        in_first=any(held[:1]),
        in_marked=bool(ranked) and _marked(case, ranked[0]),
        found_at=_found_at(case, ranked[:MAX_EXCERPTS]),
        first_words=sum(_words(case, item) for item in ranked[:1]),
        all_words=sum(_words(case, item) for item in ranked[:MAX_EXCERPTS]),
        score=score,
        chance=score,
    )


def _article(case: Case, item: Candidate) -> Article:
    article = case.archive.version(item.passage.version)
    if article is None:
        raise LookupError(f"version {item.passage.version} is not in the archive")
    return article


def _words(case: Case, item: Candidate) -> int:
    return len(_article(case, item).text[item.passage.start : item.passage.end].split())


def _marked(case: Case, item: Candidate) -> bool:
    article, wanted = _article(case, item), set(terms(case.query.text))
    inside = [
        sentence
        for sentence in sentences(article)
        if item.passage.start <= sentence.start < item.passage.end
    ]

    def shared(sentence: Sentence) -> int:
        return len(wanted & set(terms(article.text[sentence.start : sentence.end])))

    best = max(inside, key=shared)
    return case.starts_in(article.id, best.start, best.end)


def _found_at(case: Case, shown: list[Candidate]) -> int:
    before = 0
    for item in shown:
        passage = item.passage
        if case.answered_by(passage):
            spans = case.spans[passage.article_id]
            ends = [b for a, b in spans if passage.start <= a and b <= passage.end]
            return before + min(ends) - passage.start
        before += passage.end - passage.start
    return 0
