"""A label before what it names, with the sign between them that a language writes."""

from bot.languages import say

LABELLED = "{label}: {words}"
LABEL_ABOVE = "{label}:"


def labelled(label: str, words: str) -> str:
    """Return words, or Markdown, on one line with their label."""
    return say(LABELLED, label=label, words=words)


def label_above(label: str) -> str:
    """Return the label of what stands in the lines below it."""
    return say(LABEL_ABOVE, label=label)
