"""Which sentences cannot open an excerpt: those that only point back to the one before them."""

import re

_POINTS_BACK = re.compile(
    r"^[\"“„«]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|"
    r"the (?:former|latter|move|decision|statement|comments?|remarks?|two|pair|same)|"
    r"but|and|so|then|however|instead|rather|also|still|yet|nevertheless|moreover|further|"
    r"meanwhile|in (?:response|addition|turn|return|contrast)|as a result|similarly|likewise|"
    r"collectively|accordingly|consequently|therefore|thus|hence|otherwise|conversely|nonetheless|"
    r"for (?:example|instance)|on the other hand|by contrast|after (?:that|this)|since then|"
    r"at (?:the|that) time|(?:second|third|fourth)(?:ly)?,)(?!\w)",
    re.IGNORECASE,
)
_IT_STANDS_FOR_WHAT_FOLLOWS = re.compile(
    r"^it (?:is|was|remains|remained|has been)(?: still| not| too| now)? "
    r"(?:clear|unclear|uncertain|unknown|difficult|hard|easy|early|likely|unlikely|possible|"
    r"impossible|important|necessary|common|rare|unusual)\b",
    re.IGNORECASE,
)
_SPEAKER_IS_A_PRONOUN = re.compile(r"^[\"“„«][^\"“”„«»]*[\"”“»] (?:he|she|they)\b")


def points_back(text: str) -> bool:
    """Say whether a sentence leans on the one before it: by its opening, or by who is speaking."""
    if _IT_STANDS_FOR_WHAT_FOLLOWS.match(text):
        return False
    return bool(_POINTS_BACK.match(text) or _SPEAKER_IS_A_PRONOUN.match(text))
