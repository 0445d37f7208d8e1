"""Pages of our own making, and what reads them."""

from embeddings.readers.html import read_page
from embeddings.schema import Article

HERE = "https://desk.example/news/barge?id=7"
RESCUE = (
    "The crew of the ferry Halden pulled forty people from the water on Saturday after a gravel "
    "barge sank off the port of Vell, the coast guard said."
)
CHAIN = (
    "Passengers knelt on the car deck and formed a chain, handing blankets and coffee along it "
    "until the lifeboat arrived from Orrin at a quarter past nine."
)
BARGE = (
    "The barge, built in 1974, carried gravel. It had been inspected in January, according to the "
    "register of the port authority, and was found to be sound."
)
PARAGRAPHS = (RESCUE, CHAIN, BARGE)


def page(body: str, head: str = "") -> bytes:
    """Return a page with this body and this in its head."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}</body></html>"
    ).encode()


def story(inside: str) -> str:
    """Return an article whose first and last paragraphs stand around `inside`."""
    return (
        f"<main><article><h1>Barge sinks</h1><p>{RESCUE}</p>{inside}<p>{BARGE}</p></article>"
        "</main>"
    )


def read_bytes(raw: bytes, *, address: str | None = HERE, charset: str | None = None) -> Article:
    """Return the article of a page."""
    return read_page(
        raw, address=address, charset=charset, default_id="a", path="a.html", name="a"
    )


def read(body: str, head: str = "", *, address: str | None = HERE) -> Article:
    """Return the article of a page with this body and head."""
    return read_bytes(page(body, head), address=address)


def between(inside: str, head: str = "") -> str:
    """Return what the text has between the paragraphs around `inside`."""
    text = read(story(inside), head).text
    assert text.startswith(RESCUE)
    assert text.endswith(BARGE)
    return text[len(RESCUE) : -len(BARGE)].strip("\n")
