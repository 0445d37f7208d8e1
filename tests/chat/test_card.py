"""Looking an article up: its card, who else prints it, and a list to choose from."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes import MakeAnswerer
from world import COVERAGE, World, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Headline
from bot.answering.sources import Catalogue, Listing
from bot.chat.articles import Card
from bot.chat.card_view import card_view, listings_view
from bot.chat.client import PullquoteClient
from bot.chat.wire import text_displays
from bot.commands.looking_up import source
from bot.languages import Language, speaking
from embeddings.archive import Archive
from embeddings.schema import Article
from embeddings.syncing.takedown import take_down

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[[Answerer], PullquoteClient]
TAKEN_DOWN = datetime(2022, 6, 1, 12, tzinfo=UTC)
STORY = " ".join(
    f"Sentence {number} tells how the old crane of Port Avel was lifted on day {number}."
    for number in range(1, 15)
)


def crane(outlet: str, day: int, **facts: str) -> str:
    """Return an outlet's print of the story of the crane."""
    known = {"title": f"The crane, {outlet}", "outlet": outlet, "published": f"2022-05-{day:02}"}
    head = "\n".join(f'{name}: "{value}"' for name, value in (known | facts).items())
    return f"---\n{head}\n---\n{STORY}\n"


CRANES = {
    "coast.md": crane("Coast Desk", 1, url="https://news.example/crane", author="Ada Lind"),
    "hills.md": crane("Hill *Post*", 2, url="https://hills.example/crane"),
    "vale.md": crane("Vale News", 3),
    "second.md": crane("Vale News", 4, title="The crane once more"),
}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over the small coverage and a story that four articles print."""
    return make_answerer(COVERAGE | CRANES, max_excerpts=1, max_excerpt_chars=60)


def menus(message: Any) -> list[Any]:
    """Return the select menus of a message."""
    (container,) = components(message)
    rows = [part for part in container["components"] if part["type"] == 1]
    return [part for row in rows for part in row["components"] if part["type"] == 3]


async def look_up(world: World, query: str) -> Any:
    """Let Alice look something up, and return what she gets."""
    result = await world.alice.slash(world.channel, "source", query=query)
    assert result.ephemeral
    return result.response


# The card


async def test_the_card_names_who_else_prints_the_story(world: World) -> None:
    """Each outlet once, in the order they published it, linked where there is an address."""
    title, quote, line, also, place = texts(await look_up(world, "coast"))
    assert title == "### [The crane, Coast Desk](https://news.example/crane)"
    assert quote.startswith("> Sentence 1 tells")
    assert line.startswith("-# **Coast Desk** · ")
    assert line.endswith(" · Ada Lind · 1 May 2022")
    assert also == (r"-# also carried by [Hill \*Post\*](https://hills.example/crane), Vale News")
    assert place.startswith("-# Passage 1 of ")


async def test_another_print_of_the_same_outlet_goes_by_its_headline(world: World) -> None:
    """Its own name would say nothing."""
    *_, also, _ = texts(await look_up(world, "second"))
    assert also == (
        "-# also carried by [Coast Desk](https://news.example/crane), "
        r"[Hill \*Post\*](https://hills.example/crane), The crane, Vale News"
    )


async def test_an_article_of_its_own_names_nobody(world: World) -> None:
    """No empty line stands there."""
    assert not [text for text in texts(await look_up(world, "lighthouse")) if "carried" in text]


def test_a_card_without_a_passage_names_them_too() -> None:
    """The reader may be allowed to read it elsewhere."""
    others = [Headline("b", "B", None, "Hills")]
    view = card_view(Card(Article("a", "A.", "A"), [], also=others), 0, [])
    assert list(text_displays(view.to_components()))[-1] == "-# also carried by Hills"


def test_the_terminal_names_them_as_the_card_does(
    answerer: Answerer, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the card by name, in JSON as sources."""
    folder = answerer.retriever.archive.path.parent
    source(article_id="coast", data_dir=folder)
    assert "\n  also carried by Hill *Post*, Vale News\n" in capsys.readouterr().out
    source(article_id="coast", data_dir=folder, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert [one["article_id"] for one in printed["also_carried_by"]] == ["hills", "vale", "second"]
    source(article_id="lighthouse", data_dir=folder)
    assert "carried" not in capsys.readouterr().out


# The list


async def test_one_of_several_is_chosen_from_a_menu_and_shown_beside_the_list(
    world: World,
) -> None:
    """The list stays, so that another can be opened; only the one who looked sees either."""
    response = await look_up(world, "crane")
    assert texts(response)[0].startswith("Several articles match:\n- The crane once more\n- ")
    (menu,) = menus(response)
    assert menu["placeholder"] == "Choose an article to open"
    assert [(option["label"], option["description"]) for option in menu["options"]] == [
        ("The crane once more", "Vale News · 4 May 2022"),
        ("The crane, Vale News", "Vale News · 3 May 2022"),
        ("The crane, Hill *Post*", "Hill *Post* · 2 May 2022"),
        ("The crane, Coast Desk", "Coast Desk · 1 May 2022"),
    ]
    for option, title in ((menu["options"][2], r"The crane, Hill \*Post\*"), (None, "The crane,")):
        chosen = (option or menu["options"][3])["value"]
        result = await world.alice.select(response, [chosen])
        assert result.ephemeral
        assert title in texts(result.response)[0]


async def test_the_menu_works_after_a_restart_and_its_pages_turn(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """All that it has to know stands in its options."""
    response = await look_up(world, "crane")
    value = menus(response)[0]["options"][0]["value"]
    await world.env.restart_bot(start_bot(answerer))
    card = (await world.alice.select(response, [value])).response
    assert texts(card)[0] == "### The crane once more"
    await world.env.restart_bot(start_bot(answerer))
    turned = await world.alice.click(card, label=wording.NEXT)
    assert texts(turned.response)[-1].startswith("-# Passage 2 of ")


async def test_a_choice_that_was_taken_down_is_said_calmly(
    world: World, answerer: Answerer
) -> None:
    """Between the list and the choice."""
    response = await look_up(world, "crane")
    value = menus(response)[0]["options"][0]["value"]
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        take_down(archive, "second", TAKEN_DOWN)
    result = await world.alice.select(response, [value])
    (said,) = texts(result.response)
    assert said == "This article was taken down on <t:1654084800:D>. It is not shown any more."


async def test_a_menu_that_anybody_could_have_made_up_opens_nothing(world: World) -> None:
    """A version that no article has or had."""
    view = listings_view([Listing("x", "X", None, None, "0123456789abcdef")])
    with world.env._bot_scope():  # noqa: SLF001 - simcord's way to send as the bot
        channel = world.env.bot.get_channel(world.channel.id)
        message = await channel.send(view=view)
    result = await world.alice.select(message, ["0123456789abcdef"])
    assert texts(result.response) == [wording.ARTICLE_GONE]


def test_long_names_and_many_articles_fit_the_menu() -> None:
    """Twenty-five options of a hundred signs each; ids may be longer than that."""
    articles = [
        Article("i" * 300 + str(number), "x", "*" * 300, outlet="o" * 300) for number in range(40)
    ]
    with speaking(Language.FRENCH):
        view = listings_view(Catalogue(articles).find("", 40))
    (container,) = view.to_components()
    (menu,) = container["components"][-1]["components"]
    assert len(menu["options"]) == 25
    assert len({option["value"] for option in menu["options"]}) == 25
    assert max(len(text) for option in menu["options"] for text in option.values() if text) == 100
    assert menu["placeholder"] == "Choisir un article à ouvrir"
