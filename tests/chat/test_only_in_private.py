"""A user's own installation where a server shows its answers to that user alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from answer_presses import WHICH_MAYOR, labels
from every_button import Shows, controls_in
from every_place import Place, Visit
from only_in_private import only_in_private
from pressing_all import Stage, slow_parts, unlimited_bot, whole_stage  # noqa: F401 - fixtures
from what_came import Came, check, messages
from world import WHO_CUT, texts

from bot import wording
from bot.languages import Language, say, speaking

pytestmark = pytest.mark.simcord(settle_timeout=30)


@pytest.fixture(autouse=True)
def _hidden() -> Iterator[None]:
    """Let Discord show one person alone whatever the bot answers."""
    with only_in_private():
        yield


@pytest.fixture
def visit(stage: Stage) -> Visit:
    """Return somebody in a server whose permissions tell that it is so."""
    visit = stage.visit(Place.FAR)
    visit.external_apps = False
    return visit


SHARING = {"share", "share sources"}
IN_PLACE = {"more sources"}
"""What everyone may press has an answer of its own; here the one who pressed sees the message."""


async def test_every_button_acts_as_on_a_private_answer(visit: Visit) -> None:
    """Whatever it was asked for: nobody else sees anything, and no channel is written to."""
    for name, control in controls_in(Place.FAR).items():
        if name in SHARING:
            continue
        begun, before = await control.begin(visit), messages(visit.env)
        result = await control.press(visit, begun)
        came = Came.since(before, visit.env)
        wanted = replace(control, shows=Shows.IN_PLACE) if name in IN_PLACE else control
        check(visit, wanted, begun, result, came)
    me = visit.env.bot.user
    assert [one for one in visit.channel.history() if one.author.id == me.id] == []
    assert to_channels(visit) == []


@pytest.mark.parametrize("visibility", ["me", "all"])
async def test_no_message_offers_to_share_what_cannot_be_shared(
    visit: Visit, visibility: str
) -> None:
    """Neither the answer nor its further sources, whomever it was asked for."""
    asked = await visit.command("ask", question=WHICH_MAYOR, visibility=visibility)
    assert asked.ephemeral
    assert wording.SHARE not in labels(asked.response)
    await visit.press(wording.MORE_SOURCES, asked.response)
    assert wording.PREVIOUS_SOURCES in labels(asked.response)
    assert wording.SHARE not in labels(asked.response)


async def test_an_older_button_to_share_says_why_it_cannot(visit: Visit) -> None:
    """It was sent while apps could still speak to everyone there."""
    visit.external_apps = True
    private = (await visit.command("ask", question=WHO_CUT)).response
    visit.external_apps = False
    before = messages(visit.env)
    told = await visit.press(wording.SHARE, private)
    assert texts(told.response) == [wording.ONLY_PRIVATE]
    assert Came.since(before, visit.env).changed == {}


async def test_what_discord_hides_against_its_word_is_not_said_to_be_shared(visit: Visit) -> None:
    """The permission was there; what came back is private, and goes again."""
    visit.external_apps = True
    private = (await visit.command("ask", question=WHO_CUT)).response
    before = messages(visit.env)
    told = await visit.press(wording.SHARE, private)
    assert [texts(one) for one in told.followups] == [[wording.ONLY_PRIVATE]]
    came = Came.since(before, visit.env)
    assert len(came.new) == 1
    assert came.changed == {}
    again = await visit.press(wording.SHARE, private)
    assert [texts(one) for one in again.followups] == [[wording.ONLY_PRIVATE]]


async def test_a_question_for_everyone_is_answered_in_its_readers_language(visit: Visit) -> None:
    """Nobody else sees it."""
    visit.locale = "de"
    asked = await visit.command("ask", question=WHO_CUT, visibility="all")
    with speaking(Language.GERMAN):
        assert texts(asked.response)[0] == f"-# {wording.labelled(say(wording.ASKED), WHO_CUT)}"


def to_channels(visit: Visit) -> list[str]:
    """Return the requests that a bot which is no member there could not make."""
    made = [one for one in visit.env.http_requests if one.path.startswith("/channels/")]
    return [one.path for one in made]
