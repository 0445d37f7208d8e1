"""Whether two runs are alike in all but what is compared: a sentence for what is not."""

from collections.abc import Iterator

from bot.harness.schema import About


def unlike(before: About, after: About) -> list[str]:
    """Return a sentence for each thing that the runs do not share."""
    return list(_unlike(before, after))


def _unlike(before: About, after: About) -> Iterator[str]:
    if before.digest != after.digest:
        yield (
            f"The fixtures are not the same ({before.fixtures}, then {after.fixtures}): only the "
            "questions that both hold are compared."
        )
    if before.state != after.state:
        yield (
            f"The index is not the same ({_articles(before)}, then {_articles(after)}): what "
            "changed may come from the coverage."
        )
    if before.model != after.model:
        yield f"The models differ: {before.model}, then {after.model}."
    if before.reranker != after.reranker:
        yield f"The rerankers differ: {before.reranker}, then {after.reranker}."
    if before.threshold != after.threshold:
        yield (
            f"The thresholds differ ({before.threshold:g}, then {after.threshold:g}): refusals "
            "change with them alone."
        )
    if before.version != after.version:
        yield f"The versions of Pullquote differ: {before.version}, then {after.version}."


def _articles(about: About) -> str:
    return f"{about.articles} article{'' if about.articles == 1 else 's'}"
