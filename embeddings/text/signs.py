"""The signs that several rules must agree on: what ends a sentence, what may stand behind that.

All are the insides of character classes of regular expressions.
"""

STOPS = r".!?…。｡．！？؟۔।॥։።။។"
"""What ends a sentence, in the scripts that have a sign for it."""
CLOSERS = r"\"'”’“‘»«›‹)\]」』）】》〉\u05f4"
"""What may close after it; which mark closes and which opens differs from language to language."""
UNSEEN = r"\u200b-\u200d\u2060\ufe0e\ufe0f"
"""What has no width of its own and may stand anywhere."""
ORNAMENTS = r"■□▪▫◼◾●◆◊♦✦∎*†‡⁰¹²³⁴⁵⁶⁷⁸⁹\u2600-\u27bf\U0001f000-\U0001faff\U000e0020-\U000e007f"
"""End marks, signs of footnotes and emoji: what is set behind the last sentence of a paragraph."""

BULLETS = r"*•‣◦▪▫●○■□➤✓✔·-"
"""What an item of a list begins with."""

BEHIND = rf"(?:[{CLOSERS}{UNSEEN}{ORNAMENTS}\s]|\[\^?\w{{1,3}}\])*$"
"""All that may stand between the last stop of a line and its end."""
END = rf"[{STOPS}]{BEHIND}"
"""The end of a line that ends a sentence."""
