"""The same words in several articles: found, and the originator named."""
