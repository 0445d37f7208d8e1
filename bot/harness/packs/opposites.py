"""English words with another that turns a quote around, as it is misquoted in earnest."""

from collections.abc import Mapping

_PAIRS = (
    "best worst, better worse, more fewer, many few, great small, first last, new old, long "
    "short, high low, higher lower, before after, always never, every no, all none, good bad, "
    "strong weak, stronger weaker, early late, large tiny, big little, win lose, won lost, peace "
    "war, buy sell, bought sold, open close, opened closed, safe dangerous, right wrong, north "
    "south, east west, men women, rise fall, true false, easy hard, rich poor, young old, hot "
    "cold, cheap expensive, public private, morning evening, friend enemy, friends enemies, "
    "increase decrease, increased decreased, support oppose, supported opposed, accept reject, "
    "accepted rejected, success failure, problem opportunity, problems opportunities, agree "
    "disagree, love hate, life death, start end, started ended, begin end, began ended, happy "
    "sad, possible impossible, likely unlikely, legal illegal, fair unfair, responsible "
    "irresponsible, something nothing, everything nothing, everybody nobody, everyone nobody, "
    "excellent terrible, proud ashamed, welcome unwelcome, together alone, build destroy, built "
    "destroyed, protect attack, protected attacked, gain loss, gains losses, profit loss, growth "
    "decline, victory defeat, hope fear, hopes fears, trust distrust, remember forget, finish "
    "start, give take, gave took, given taken, come go, arrive leave, near far, today yesterday, "
    "tomorrow yesterday, summer winter, day night, million billion, billion million, hundred "
    "thousand, thousand hundred, one two, two three, three four, four five, five six, six seven, "
    "seven eight, eight nine, nine ten, half twice, less more, inside outside, "
    "clear unclear, important unimportant"
)


def _both_ways() -> Mapping[str, str]:
    """Return each word with its other one; of several the first that is listed."""
    pairs = [pair.split() for pair in _PAIRS.split(", ")]
    found: dict[str, str] = {}
    for first, second in [*pairs, *(pair[::-1] for pair in pairs)]:
        found.setdefault(first, second)
    return found


OPPOSITES = _both_ways()
