"""Reports of answers: the form, what is counted, who is told what, and never by whom."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from answer_presses import pressed, restarted
from test_bot import StartBot
from test_feedback_buttons import kept, simcord_bot  # noqa: F401 - fixtures
from world import WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.alarm_bell import AlarmSettings
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.chat.wire import escape
from bot.feedback.schema import ReportKind
from bot.feedback.store import FeedbackStore
from bot.kept.database import Database
from bot.kept.keeping import Kept
from bot.servers.schema import Server

pytestmark = pytest.mark.simcord(settle_timeout=30)

YEARS = timedelta(days=36500)
LOUD = "**Look** <@1> @everyone [x](https://b.example) > `y` <t:1:R>\n> # no"


@pytest.fixture
def desk_channel(world: World, kept: Kept) -> Any:  # noqa: F811 - the fixture
    """Return the channel that the server wants reports in."""
    channel = world.guild.create_text_channel("desk")
    kept.choices.set_server(world.guild.id, Server(channel.id))
    return channel


async def reported(world: World, message: Any = None, *, text: str = "", by: Any = None) -> Any:
    """Report an answer as outdated."""
    shown = await pressed(world, wording.REPORT, message, by=by)
    values = {"kind": "outdated", "text": text} if text else {"kind": "outdated"}
    return await (by or world.alice).submit_modal(shown, values)


def reports(world: World, kept: Kept) -> dict[ReportKind, int]:  # noqa: F811
    """Return the reports counted in the server."""
    return dict(kept.feedback.kept(world.guild.id, world.env.now()).reports)


@pytest.mark.parametrize("read_by", ["a channel", "who exports them"])
async def test_the_form_asks_what_is_wrong_and_for_a_few_words(
    world: World,
    kept: Kept,  # noqa: F811
    read_by: str,
) -> None:
    """One of four kinds; words if one likes, where somebody reads them or they are kept."""
    if read_by == "a channel":
        kept.choices.set_server(world.guild.id, Server(world.channel.id))
    else:
        kept.feedback.set_collects(world.guild.id, True)
    await world.ask(WHO_CUT)
    form = (await pressed(world, wording.REPORT)).modal
    kinds, words = (one["component"] for one in form["components"])
    assert form["title"] == wording.REPORT_TITLE
    assert [one["value"] for one in kinds["options"]] == [kind.value for kind in ReportKind]
    assert words["required"] is False


async def test_a_report_is_counted_and_passed_on(
    world: World,
    kept: Kept,  # noqa: F811
    desk_channel: Any,
) -> None:
    """To the server's channel: what is wrong, where, in words that can do nothing; no name."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    result = await reported(world, text=LOUD)
    assert result.ephemeral
    assert texts(result.response) == [wording.REPORT_THANKS]
    assert reports(world, kept) == {ReportKind.OUTDATED: 1}
    (told,) = desk_channel.history()
    head, quoted = texts(told)
    assert head == (
        f"**An answer was reported: Outdated**\nThe answer: {answer.jump_url}\n"
        f"What was said: {escape(' '.join(LOUD.split()))}"
    )
    assert r"\<\@1\> \@everyone \[x\](https\://b.example)" in head
    assert quoted == "It quotes:\n- [Harbour opens \\[late\\]](https://news.example/harbour)"
    assert str(world.alice.id) not in head + quoted
    (sent,) = world.requests("POST", f"/channels/{desk_channel.id}/messages")
    assert sent.json["allowed_mentions"]["parse"] == []


async def test_a_person_reports_an_answer_once(world: World, kept: Kept) -> None:  # noqa: F811
    """Others can as well."""
    await world.ask(WHO_CUT)
    assert texts((await reported(world)).response) == [wording.REPORT_COUNTED]
    assert texts((await reported(world)).response) == [wording.SAID_ALREADY]
    assert texts((await reported(world, by=world.bob)).response) == [wording.REPORT_COUNTED]
    assert reports(world, kept) == {ReportKind.OUTDATED: 2}


async def test_a_report_arrives_though_the_bot_restarts_between(
    world: World,
    kept: Kept,  # noqa: F811
    desk_channel: Any,
    answerer: Answerer,
    start_bot: StartBot,
) -> None:
    """Before the button is pressed, and again while the form is open."""
    await world.ask(WHO_CUT)
    await restarted(world, start_bot, answerer, kept=kept)
    shown = await pressed(world, wording.REPORT)
    await restarted(world, start_bot, answerer, kept=kept)
    result = await world.alice.submit_modal(shown, {"kind": "wrong_source"})
    assert texts(result.response) == [wording.REPORT_THANKS]
    assert reports(world, kept) == {ReportKind.WRONG_SOURCE: 1}
    assert len(desk_channel.history()) == 1


async def test_a_private_answer_is_reported_without_a_link(
    world: World, desk_channel: Any
) -> None:
    """Nobody else could open it."""
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    await reported(world, result.response)
    (told,) = desk_channel.history()
    assert texts(told)[0].split("\n")[1] == wording.REPORTED_PRIVATE


async def test_without_a_channel_of_its_own_the_owners_in_the_same_server_is_told(
    world: World,
    kept: Kept,  # noqa: F811
    answerer: Answerer,
    start_bot: StartBot,
) -> None:
    """The one that alarms go to."""
    admin = world.guild.create_text_channel("admin")
    alarms = AlarmSettings(stale_after=YEARS, channel=admin.id)
    await restarted(world, start_bot, answerer, kept=kept, alarms=alarms)
    await world.ask(WHO_CUT)
    result = await reported(world)
    assert texts(result.response) == [wording.REPORT_THANKS]
    assert texts(admin.history()[-1])[0].startswith("**An answer was reported: Outdated**")


async def test_what_one_server_reports_is_told_in_no_other(
    world: World,
    kept: Kept,  # noqa: F811
    answerer: Answerer,
    start_bot: StartBot,
) -> None:
    """It is counted, though alarms go to a channel elsewhere."""
    elsewhere = world.env.create_guild("Owners").create_text_channel("admin")
    alarms = AlarmSettings(stale_after=YEARS, channel=elsewhere.id)
    await restarted(world, start_bot, answerer, kept=kept, alarms=alarms)
    await world.ask(WHO_CUT)
    result = await reported(world)
    assert texts(result.response) == [wording.REPORT_COUNTED]
    assert reports(world, kept) == {ReportKind.OUTDATED: 1}
    assert elsewhere.history() == []


async def test_a_direct_message_is_reported_to_the_owner_without_a_link(
    world: World,
    kept: Kept,  # noqa: F811
    answerer: Answerer,
    start_bot: StartBot,
) -> None:
    """The form says who reads it; nobody else could open the message."""
    admin = world.guild.create_text_channel("admin")
    alarms = AlarmSettings(stale_after=YEARS, channel=admin.id)
    await restarted(world, start_bot, answerer, kept=kept, alarms=alarms)
    carol = world.env.create_user("carol")
    await carol.send_dm(WHO_CUT)
    shown = await pressed(world, wording.REPORT, carol.dm_channel.last_message, by=carol)
    assert shown.modal["components"][1]["description"] == wording.REPORT_TEXT_HINT_OWNER
    result = await carol.submit_modal(shown, {"kind": "outdated", "text": "Old."})
    assert texts(result.response) == [wording.REPORT_THANKS]
    said = texts(admin.history()[-1])[0].split("\n")
    assert said[1:] == [wording.REPORTED_PRIVATE, "What was said: Old."]


async def test_words_that_nobody_would_read_are_not_asked_for(world: World) -> None:
    """In direct messages, where the owner has named no channel."""
    carol = world.env.create_user("carol")
    await carol.send_dm(WHO_CUT)
    shown = await pressed(world, wording.REPORT, carol.dm_channel.last_message, by=carol)
    assert len(shown.modal["components"]) == 1
    await world.ask(WHO_CUT)
    assert len((await pressed(world, wording.REPORT)).modal["components"]) == 1


async def test_a_report_is_passed_on_though_nobody_can_look_up_what_it_quotes(
    world: World,
    kept: Kept,  # noqa: F811
    desk_channel: Any,
    answerer: Answerer,
    simcord_bot: PullquoteClient,  # noqa: F811
) -> None:
    """The bot may be busy, or the archive in trouble: the list of headlines alone is missing."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    with closing(Desk(answerer, max_jobs=0)) as simcord_bot.desk:
        result = await reported(world, answer, text="It is old.")
    assert texts(result.response) == [wording.REPORT_THANKS]
    (told,) = desk_channel.history()
    (said,) = texts(told)
    assert said.endswith("What was said: It is old.")
    assert reports(world, kept) == {ReportKind.OUTDATED: 1}


async def test_a_report_that_fails_unforeseen_can_be_made_again(
    world: World, answerer: Answerer, start_bot: StartBot, error_log: Any
) -> None:
    """Else the second would be thanked for, and nobody would have heard of either."""
    database = Database(None)
    kept = Kept(database)  # noqa: F811
    kept.feedback = Unready(database)
    await restarted(world, start_bot, answerer, kept=kept)
    await world.ask(WHO_CUT)
    assert texts((await reported(world)).response) == [wording.TROUBLE]
    assert len(error_log.take()) == 1
    assert texts((await reported(world)).response) == [wording.REPORT_COUNTED]


class Unready(FeedbackStore):
    """Fails the first report, in a way that nobody thought of."""

    failed = False

    def report(self, *said: Any, **more: Any) -> None:
        """Count a report."""
        if not self.failed:
            self.failed = True
            raise RuntimeError("not now")
        super().report(*said, **more)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_a_channel_that_cannot_be_written_to_costs_no_report(
    world: World,
    kept: Kept,  # noqa: F811
    desk_channel: Any,
    status: int,
) -> None:
    """It is counted; the log says what to choose."""
    await world.ask(WHO_CUT)
    world.env.inject_error("POST", f"/channels/{desk_channel.id}/messages", status=status)
    result = await reported(world)
    assert texts(result.response) == [wording.REPORT_COUNTED]
    assert reports(world, kept) == {ReportKind.OUTDATED: 1}


async def test_a_report_that_can_be_neither_counted_nor_told_is_said(
    world: World, tmp_path: Path, answerer: Answerer, start_bot: StartBot
) -> None:
    """And can be made again."""
    database = Database(tmp_path / "bot.db", lock_timeout_seconds=0.05)
    await restarted(world, start_bot, answerer, kept=Kept(database))
    await world.ask(WHO_CUT)
    other = Database(tmp_path / "bot.db")
    with other.writing():
        assert texts((await reported(world)).response) == [wording.NOT_NOTED]
    assert texts((await reported(world)).response) == [wording.REPORT_COUNTED]
    other.close()
    database.close()


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_a_form_that_cannot_be_shown_ends_calmly(
    world: World, error_log: Any, status: int
) -> None:
    """One line in the log, one sentence."""
    await world.ask(WHO_CUT)
    world.env.inject_error("POST", "/interactions/*/callback", status=status)
    result = await pressed(world, wording.REPORT)
    assert texts(result.response) == [wording.TROUBLE]
    assert len(error_log.take()) == 1
