"""Windows out of scored sentences, worked out by hand."""

import pytest

from bot.answering.ranking.sentences import ScoredSentence
from bot.answering.showing.excerpts import Window, cut, select
from bot.answering.showing.leads import points_back
from embeddings.schema import Article, Sentence
from embeddings.segmentation import sentences

MAYOR = "Mayor Ada Quist spoke for an hour about the roads of the town and about its budget."
QUOTE = '"Nobody will lose the ferry."'
HALL = "Then the hall emptied and the lights of the town went out one after another."


def _windows(text: str, chances: list[float], max_chars: int = 1000) -> list[str]:
    """Return what is cut from `text`, whose sentences have these chances (and scores)."""
    article = Article(id="a", text=text, title="A")
    scored = [
        ScoredSentence(article, sentence, score=chance, chance=chance)
        for sentence, chance in zip(sentences(article), chances, strict=True)
    ]
    return [_text(window) for window in cut(scored, max_chars=max_chars)]


def _text(window: Window) -> str:
    return window.article.text[window.start : window.end]


def test_a_sentence_that_answers_stands_alone() -> None:
    """Sentences without a chance to answer are not worth their length."""
    assert _windows(f"{MAYOR} {HALL}", [0.9, 0.0])[0] == MAYOR


def test_a_neighbour_that_may_answer_is_taken_along() -> None:
    """75 more characters cost 0.0075 of the chance; the neighbour brings 0.1."""
    assert _windows(f"{MAYOR} {HALL}", [0.9, 0.1]) == [f"{MAYOR} {HALL}"]


def test_quoted_words_are_never_shown_without_a_word_about_who_said_them() -> None:
    """The sentence before them costs less than to be spoken by nobody."""
    assert _windows(f"{MAYOR} {QUOTE} {HALL}", [0.0, 0.95, 0.0])[0] == f"{MAYOR} {QUOTE}"


def test_quoted_words_without_room_for_a_speaker_are_not_shown() -> None:
    """Better nothing than a voice from nowhere."""
    shown = _windows(f"{MAYOR} {QUOTE} {HALL}", [0.0, 0.95, 0.0], max_chars=100)
    assert shown == [MAYOR, HALL]


def test_a_sentence_that_points_back_takes_the_one_before_along() -> None:
    """However little the lead may answer, the reader learns who "she" is."""
    she = "She promised that the ferry would stay."
    assert _windows(f"{HALL} {MAYOR} {she}", [0.0, 0.0, 0.95])[0] == f"{MAYOR} {she}"


def test_a_chain_of_sentences_that_point_back_is_led_in_by_its_first() -> None:
    """Each takes the one before it, up to four sentences."""
    chain = f"{MAYOR} She liked the ferry. It was old. It would stay."
    assert _windows(f"{HALL} {chain}", [0.0, 0.0, 0.0, 0.0, 0.95])[0] == chain


def test_a_lead_is_taken_along_however_long_it_is() -> None:
    """700 characters cost more of the chance than pointing back does, and come all the same."""
    lead = f"Mayor Ada Quist spoke of {'roads and bridges and ' * 32}of ferries."
    she = "She promised that the ferry would stay."
    assert 700 < len(lead) < 900
    assert _windows(f"{lead} {she}", [0.0, 0.95])[0] == f"{lead} {she}"


def test_a_lead_that_does_not_fit_the_limit_is_left_out() -> None:
    """A long sentence before it does not keep the answer from being shown."""
    she = "She promised that the ferry would stay."
    assert _windows(f"{MAYOR} {she}", [0.0, 0.95], max_chars=len(MAYOR))[0] == she


def test_a_window_is_as_long_as_it_may_be_and_no_longer() -> None:
    """A sentence over the limit is passed over, and those beside it are still shown."""
    assert _windows(f"{MAYOR} {HALL}", [0.5, 0.4], max_chars=len(HALL)) == [HALL]


def test_what_leans_on_a_window_opens_no_other() -> None:
    """Its lead is shown already, so that beside it the sentence would hang in the air."""
    she = "She promised that the ferry would stay."
    assert _windows(f"{MAYOR} {she} {HALL}", [0.9, 0.0, 0.0]) == [MAYOR]
    harbour = "The harbour of the town was quiet."
    assert _windows(f"{MAYOR} {she} {harbour}", [0.9, 0.0, 0.0]) == [MAYOR, harbour]


def _scored(article_id: str, score: float) -> Window:
    article = Article(id=article_id, text=MAYOR, title="A")
    return Window(article, 0, len(MAYOR), Sentence(0, len(MAYOR), 0), score)


def test_what_is_far_less_likely_than_the_first_is_not_shown() -> None:
    """Odds of 9 to 1 bear odds of 1 to 1 beside them, a ninth; of 2 to 3 they do not."""
    windows = [_scored("a", 0.9), _scored("b", 0.5), _scored("c", 0.4)]
    assert select(windows, 3) == windows[:2]
    assert select([_scored("a", 1.0), _scored("b", 0.9)], 3) == [_scored("a", 1.0)]


def test_excerpts_are_spread_over_the_articles() -> None:
    """A third one of the same article waits until the others do not fill the limit."""
    windows = [_scored("a", 0.9), _scored("a", 0.8), _scored("a", 0.7), _scored("b", 0.6)]
    assert select(windows, 3) == [windows[0], windows[1], windows[3]]
    assert select(windows[:3], 3) == windows[:3]


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("He added that it rained.", True),
        ("This was new.", True),
        ("But the ferry stays.", True),
        ("“We keep it,” she said.", True),
        ('"We keep it," he said.', True),
        ("“We keep it,” Quist said.", False),
        ("Hereford opened.", False),
        ("Theodore sang.", False),
        ("For example, a ferry was sold.", True),
        ("Second, the ferry is old.", True),
        ("Second place went to Quist.", False),
        ("At the time nobody knew.", True),
        ("Thusly Quist spoke.", False),
        ("It was old.", True),
        ("It is unclear whether the ferry stays.", False),
        ("It was not easy to keep.", False),
    ],
)
def test_what_leans_on_the_sentence_before(sentence: str, leans: bool) -> None:
    """A pronoun, a connective, or a speaker who is only a pronoun."""
    assert points_back(sentence) is leans
