"""What an indexing run has done or would do, as a person likes to read it in a terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from embeddings.indexing import Summary
from embeddings.schema import Problem
from embeddings.storage.ledger import Takedown
from embeddings.syncing.planning import Named, Plan

_MAX_LISTED = 20


def print_summary(console: Console, summary: Summary, seconds: float) -> None:
    """Print what an indexing run has done."""
    table = Table(box=box.SIMPLE)
    counts = {
        "articles": summary.articles,
        "passages": summary.passages,
        "new": summary.new,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "removed": summary.removed,
    }
    extra = {"held back": summary.held_back, "taken down": summary.taken_down}
    counts |= {name: count for name, count in extra.items() if count}
    for name in (*counts, "seconds"):
        table.add_column(name, justify="right")
    table.add_row(*map(str, counts.values()), f"{seconds:.1f}")
    console.print(table)


def print_plan(console: Console, plan: Plan) -> None:
    """Print what an indexing run would do, article by article where something changes."""
    removed = [Named(article_id, "") for article_id in plan.removed]
    for name, listed in (("new", plan.new), ("changed", plan.changed), ("removed", removed)):
        console.print(Text(f"{name}: {len(listed)}", style="bold"))
        for article in listed[:_MAX_LISTED]:
            line = Text(f"  {article.id}  ") + Text(article.title, style="dim")
            console.print(line, soft_wrap=True)
        _print_rest(console, len(listed))
    console.print(Text(f"unchanged: {plan.unchanged}", style="bold"))
    for name, count in (("held back", plan.held_back), ("taken down", plan.taken_down)):
        if count:
            console.print(Text(f"{name}: {len(count)}", style="bold"))
    console.print("Nothing was written.")


def print_problems(console: Console, problems: Sequence[Problem]) -> None:
    """Print what could not be used and how to mend it."""
    for problem in problems[:_MAX_LISTED]:
        fate = "Kept" if problem.kept else "Left out"
        what = problem.what.removeprefix(problem.where).strip().removesuffix(".")
        line = f"{fate}: {problem.where} {what}."
        console.print(Text(line, style="yellow"), soft_wrap=True)
    _print_rest(console, len(problems))


def print_takedown(console: Console, takedown: Takedown, *, lifted: bool) -> None:
    """Print that an article was taken down, or may come back."""
    name = Text(takedown.article_id, style="bold")
    if lifted:
        said = "may come back with the next sync."
    elif takedown.erased:
        said = "was erased and will not come back."
    elif takedown.before:
        said = "was taken down before: nothing was left to erase, and it will not come back."
    else:
        said = (
            "is not in the index: nothing had to be erased, and it will not come in. If that is "
            "a slip, check the spelling and --lift it."
        )
    console.print(name + Text(f" {said}"), soft_wrap=True)
    if takedown.copies:
        copies = ", ".join(takedown.copies)
        line = f"The same story stands in {copies}: take that down too, if it is to go."
        console.print(Text(line, style="yellow"), soft_wrap=True)


def _print_rest(console: Console, count: int) -> None:
    if count > _MAX_LISTED:
        console.print(f"... and {count - _MAX_LISTED} more.", style="yellow")
