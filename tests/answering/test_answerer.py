"""The contract of an answer, whatever the weights: real parts over small articles."""

from collections.abc import Callable

import pytest
from fakes import QuietProgress, WordEncoder

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Refusal, RefusalReason
from embeddings.archive import Archive
from embeddings.indexing import index, rebuilt
from embeddings.segmentation import sentences
from embeddings.text.quotations import quotations, splits_quotation

MakeAnswerer = Callable[..., Answerer]

HARBOUR = """Harbour opens after the storm

The harbour of Lindmoor opened on Monday after four days. Harbour master Ada Quist said the
storm had broken two cranes. She put the damage at 3 million crowns.

"We lost the cranes. We did not lose the ships," Quist said. Ferries to Norsund sail again on
Wednesday. The fishing fleet stayed in port.

Photo: Lindmoor Gazette
"""
BRIDGE = """Bridge to Norsund closes for repairs

The bridge to Norsund closes for repairs in May. Engineer Tove Lindal found cracks in its third
pier. The town of Lindmoor will pay for a ferry until the bridge opens again.
"""
SCHOOL = """School choir wins a prize

The choir of the Lindmoor school won the prize of the county. Its conductor, Per Askim, thanked
the parents.
"""
FILES = {"harbour.txt": HARBOUR, "bridge.txt": BRIDGE, "school.txt": SCHOOL}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over three small articles that answers whatever is found."""
    return make_answerer(FILES)


def _answer(answerer: Answerer, question: str) -> Answer:
    reply = answerer.answer(question)
    assert isinstance(reply, Answer)
    return reply


QUESTIONS = [
    "Who is the harbour master of Lindmoor?",
    "How much damage did the storm do to the cranes?",
    "What did Quist say about the cranes and the ships?",
    "Who found cracks in the pier of the bridge?",
    "Who conducts the choir of the school?",
    "When do ferries to Norsund sail?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_excerpt_is_a_slice_between_sentence_edges(answerer: Answerer, question: str) -> None:
    """Excerpts start and end where sentences do, and their text is the article's, untouched."""
    for excerpt in _answer(answerer, question).excerpts:
        stored = answerer.retriever.archive.version(excerpt.article.version)
        assert stored is not None
        assert excerpt.text == stored.text[excerpt.start : excerpt.end]
        spans = sentences(excerpt.article)
        assert excerpt.start in {sentence.start for sentence in spans}
        assert excerpt.end in {sentence.end for sentence in spans}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_excerpt_never_cuts_a_quotation(answerer: Answerer, question: str) -> None:
    """Neither edge of an excerpt lies inside somebody's quoted words."""
    for excerpt in _answer(answerer, question).excerpts:
        spans = quotations(excerpt.article.text)
        assert not splits_quotation(spans, excerpt.start)
        assert not splits_quotation(spans, excerpt.end)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_marked_sentence_lies_inside_its_excerpt(answerer: Answerer, question: str) -> None:
    """The highlight is one whole sentence of the excerpt."""
    for excerpt in _answer(answerer, question).excerpts:
        assert excerpt.highlight is not None
        start, end = excerpt.highlight
        assert excerpt.start <= start < end <= excerpt.end
        assert (start, end) in {(s.start, s.end) for s in sentences(excerpt.article)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_two_excerpts_overlap(answerer: Answerer, question: str) -> None:
    """A character is shown once."""
    spans = [(e.article.id, e.start, e.end) for e in _answer(answerer, question).excerpts]
    for number, (article, start, end) in enumerate(spans):
        for other, other_start, other_end in spans[number + 1 :]:
            assert article != other or end <= other_start or other_end <= start


def test_the_article_that_answers_comes_first(answerer: Answerer) -> None:
    """The passage that holds the question's words is ranked before those that do not."""
    first = _answer(answerer, "Who found cracks in the third pier of the bridge?").excerpts[0]
    assert first.article.id == "bridge"
    assert "Engineer Tove Lindal found cracks" in first.text


def test_credits_are_never_quoted(answerer: Answerer) -> None:
    """A photo credit is not evidence, even when it is what the question names."""
    reply = _answer(answerer, "Lindmoor Gazette photo")
    assert all("Photo:" not in excerpt.text for excerpt in reply.excerpts)


def test_the_number_of_excerpts_is_the_owners(make_answerer: MakeAnswerer) -> None:
    """No more excerpts are shown than the limit."""
    answerer = make_answerer(FILES, max_excerpts=1)
    assert len(_answer(answerer, "What happened in Lindmoor?").excerpts) == 1


def test_an_excerpt_fits_the_owners_limit(make_answerer: MakeAnswerer) -> None:
    """A window longer than the limit is not shown; a shorter one is taken."""
    answerer = make_answerer(FILES, max_excerpt_chars=100)
    for question in QUESTIONS:
        reply = answerer.answer(question)
        if isinstance(reply, Answer):
            assert all(len(excerpt.text) <= 100 for excerpt in reply.excerpts)


LONG = "\n\n".join(
    " ".join(f"The ferry {name} made trip number {n} of the day." for n in range(1, 9))
    for name in ("Alma", "Berta", "Clara", "Dora", "Elsa")
)


def test_one_article_gives_two_excerpts_while_others_are_relevant(
    make_answerer: MakeAnswerer,
) -> None:
    """The third excerpt comes from another article, though the first has more passages."""
    answerer = make_answerer({"long.txt": LONG, "other.txt": "A ferry made a trip. It was late."})
    reply = _answer(answerer, "Which ferry made the trip of the day?")
    assert len(reply.excerpts) == 3
    assert sorted(e.article.id for e in reply.excerpts) == ["long", "long", "other"]


def test_one_article_gives_all_excerpts_where_nothing_else_is_relevant(
    make_answerer: MakeAnswerer,
) -> None:
    """With a single article all excerpts come from it."""
    reply = _answer(make_answerer({"long.txt": LONG}), "Which ferry made the trip of the day?")
    assert [e.article.id for e in reply.excerpts] == ["long", "long", "long"]


def test_below_the_threshold_nothing_is_quoted(make_answerer: MakeAnswerer) -> None:
    """The score that is shown is the one that decides, and a refusal shows it too."""
    open_minded, strict = make_answerer(FILES), make_answerer(FILES, threshold=1.0)
    question = "Who is the harbour master of Lindmoor?"
    refusal = strict.answer(question)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.NOTHING_RELEVANT
    assert refusal.score == pytest.approx(_answer(open_minded, question).score)
    assert refusal.score is not None
    assert 0 <= refusal.score <= 1
    assert refusal.nearest[0].title == "Harbour opens after the storm"


def test_an_answers_score_is_its_best_candidates(answerer: Answerer) -> None:
    """Excerpts carry their own scores; none is above the answer's."""
    reply = _answer(answerer, "Who found cracks in the third pier of the bridge?")
    assert max(excerpt.score for excerpt in reply.excerpts) <= reply.score


def test_a_refusal_names_each_article_once(make_answerer: MakeAnswerer) -> None:
    """The nearest headlines are of different articles, three at most."""
    refusal = make_answerer({"long.txt": LONG, **FILES}, threshold=1.0).answer("ferry trip")
    assert isinstance(refusal, Refusal)
    ids = [near.article_id for near in refusal.nearest]
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", RefusalReason.QUESTION_EMPTY),
        (" \n\t ", RefusalReason.QUESTION_EMPTY),
        ("x" * 501, RefusalReason.QUESTION_TOO_LONG),
        ("🚀🛰️", RefusalReason.QUESTION_NOT_UNDERSTOOD),
        ("?!", RefusalReason.QUESTION_NOT_UNDERSTOOD),
        ("Who was it, and why did they?", RefusalReason.QUESTION_NOT_UNDERSTOOD),
    ],
)
def test_a_question_that_cannot_be_searched_is_refused(
    answerer: Answerer, question: str, reason: RefusalReason
) -> None:
    """Each kind has its own reason; nothing is searched, so there is no score."""
    refusal = answerer.answer(question)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.score, refusal.nearest) == (reason, None, [])


def test_an_empty_index_is_a_reason_of_its_own(make_answerer: MakeAnswerer) -> None:
    """Without articles there is nothing to quote, and the refusal says so."""
    refusal = make_answerer({}).answer("Who is the harbour master?")
    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.INDEX_EMPTY


def test_the_score_shown_is_that_of_what_can_be_shown(make_answerer: MakeAnswerer) -> None:
    """A sentence too long to show does not lend its score: to an answer or to a refusal."""
    long = f"The harbour master of Lindmoor, {'who is a patient man, ' * 9}is Per Askim."
    files = {"long.txt": long, "short.txt": "The harbour was quiet."}
    question = "Who is the harbour master of Lindmoor?"
    reply = _answer(make_answerer(files, max_excerpt_chars=100), question)
    assert reply.score == reply.excerpts[0].score
    assert reply.excerpts[0].text == "The harbour was quiet."
    refusal = make_answerer(files, max_excerpt_chars=100, threshold=reply.score + 0.01).answer(
        question
    )
    assert isinstance(refusal, Refusal)
    assert refusal.score == pytest.approx(reply.score)


def test_coverage_that_changes_meanwhile_is_answered_from_as_it_is_now(
    make_answerer: MakeAnswerer, encoder: WordEncoder, quiet_progress: QuietProgress
) -> None:
    """Another process may index while the bot runs; no question is searched in what is gone."""
    answerer = make_answerer(FILES)
    question = "Who found cracks in the third pier of the bridge?"
    assert "Tove Lindal" in _answer(answerer, question).excerpts[0].text
    folder = answerer.retriever.archive.path.parent
    with Archive.open(folder) as other:
        rebuilt(other, encoder, quiet_progress)
    assert "Tove Lindal" in _answer(answerer, question).excerpts[0].text
    bridge = folder.parent / "articles" / "bridge.txt"
    bridge.write_text(BRIDGE.replace("Tove Lindal", "Kari Moe"), encoding="utf-8")
    with Archive.open(folder) as other:
        index(other, encoder, [bridge.parent], quiet_progress)
    assert "Kari Moe" in _answer(answerer, question).excerpts[0].text
