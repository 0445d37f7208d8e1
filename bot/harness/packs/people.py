"""Who in an article is surely a person: a role, a title or words of theirs say so."""

from collections.abc import Sequence

from bot.answering.showing.speakers import attributions
from bot.answering.showing.speech.cues import VERBS
from bot.answering.showing.speech.names import TITLES, names_at
from bot.answering.showing.speech.tokens import Token, Tokens, tokenise, word_set
from bot.harness.packs.verbs import is_verb
from embeddings.schema import Article

MAX_WORDS = 4
_NO_PERSON = word_set(
    "agency air airlines army association bank board bureau center centre church city club "
    "college commission committee company complex corporation council county court department "
    "district federation force foundation fund group hospital house institute international "
    "island league ministry museum national navy office park parliament party police press "
    "program republic river school science service society space state states station street "
    "street times tribune trust union united university news journal post the of for and"
)

_DETERMINERS = word_set("the a an its his her their our this that another")


def people_of(article: Article) -> list[str]:
    """Return full names of persons, without their titles, each once, in the text's order."""
    tokens = tokenise(article.text)
    speaking = {
        " ".join(article.text[slice(*one.name)].split())
        for one in attributions(article, 0, len(article.text))
    }
    speaking |= _surnames_that_act(tokens)
    names = [
        " ".join(name)
        for at in range(len(tokens))
        for first, last in names_at(tokens, at)
        if (name := _full_name(tokens[first:last]))
        and (_has_role(tokens, at, first) or {" ".join(name), name[-1]} & speaking)
    ]
    return [
        name
        for name in dict.fromkeys(names)
        if not any(other.endswith(f" {name}") for other in names)
    ]


def _full_name(tokens: Sequence[Token]) -> list[str]:
    """Return a name's words without titles; none where it is not one person's first and last."""
    words = [token.text for token in tokens]
    while words and words[0].lower() in TITLES:
        words = words[1:]
    plain = all(
        word.replace("-", "").replace("’", "").replace("'", "").isalpha() for word in words
    )
    whole = 1 < len(words) <= MAX_WORDS and not words[-1].isupper()
    public = any(word.lower() in _NO_PERSON | TITLES for word in words)
    return words if whole and plain and not public else []


def _has_role(tokens: Tokens, at: int, first: int) -> bool:
    """Say whether the name was read from its role on: "the director Ada Quist"."""
    titled = tokens[first].text.lower() in TITLES
    return titled or first > at + (tokens[at].text.lower() == "the")


def _surnames_that_act(tokens: Tokens) -> set[str]:
    """Return the single names that a verb follows ("Quist said"), and no article ever precedes."""
    acting, things = set(), set()
    for before, token, after in zip(tokens, tokens[1:], range(2, len(tokens) - 1), strict=False):
        if token.is_capitalised and before.text.lower() in _DETERMINERS:
            things.add(token.text)
            continue
        alone = token.is_capitalised and not before.is_capitalised
        if alone and (tokens[after].text in VERBS or is_verb(tokens, after)):
            acting.add(token.text)
    return acting - things
