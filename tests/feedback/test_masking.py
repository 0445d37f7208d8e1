"""What is kept of a text names no account and leads to none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feedback.masking import MASK, kept_words
from bot.feedback.once import Once

IDS = st.integers(10**16, 10**19)
FORMS = (
    "<@{}>",
    "<@!{}>",
    "<@&{}>",
    "<#{}>",
    "<:smile:{}>",
    "<a:smile:{}>",
    "</ask:{}>",
    "{}",
    "https://discord.com/channels/{0}/{0}/{0}",
    "discord.com/users/{}",
    "<https://example.org/?user={}>",
)


@given(st.text(max_size=20), IDS, st.sampled_from(FORMS), st.text(max_size=20), st.integers(5, 60))
def test_no_id_is_left_in_any_form_wherever_the_text_is_cut(
    before: str, number: int, form: str, after: str, max_chars: int
) -> None:
    """Not even the first half of one."""
    kept = kept_words(f"Who is {before} {form.format(number)} {after}", max_chars)
    assert str(number)[:8] not in kept
    assert len(kept) <= max_chars


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Who did ada.quist@example.org write to?", f"Who did {MASK} write to?"),
        ("Does @ada_quist know?", f"Does {MASK} know?"),
        ("Call +49 170 123 45 67 now?", f"Call {MASK} now?"),
        ("Is https://example.org/a?token=1 true?", f"Is {MASK} true?"),
        ("Who is ada.quist#1234?", f"Who is {MASK}?"),
        ("Is 192.168.0.17 ours?", f"Is {MASK} ours?"),
        ("Is 4111 1111 1111 1111 mine?", f"Is {MASK} mine?"),
        ("Who is 12345678\u200b90123456?", f"Who is {MASK}?"),
        ("Did chapter 3.1.2 cost $4.5 million?", "Did chapter 3.1.2 cost $4.5 million?"),
        ("Who\nis\u200b Ada\x00 Quist? ", "Who is Ada Quist?"),
        ("Did 1,500,000 people march on 2022-03-10?", "Did 1,500,000 people march on 2022-03-10?"),
        ("Is 3 < 4 and 5 > 4?", "Is 3 < 4 and 5 > 4?"),
        ("Why did +3.5 % become -2?", "Why did +3.5 % become -2?"),
        ("<@12345678901234567> 123", ""),
        ("?!", ""),
        ("", ""),
    ],
)
def test_what_a_question_is_about_stays(typed: str, kept: str) -> None:
    """Names as plain words, numbers and days are what news is about."""
    assert kept_words(typed, 500) == kept


def test_a_second_click_of_a_person_on_a_message_is_known() -> None:
    """Others, and other messages, are first; what could not be counted may be clicked again."""
    once = Once()
    assert once.is_first(1, 10)
    assert not once.is_first(1, 10)
    assert once.is_first(2, 10)
    assert once.is_first(1, 11)
    once.forget(1, 10)
    assert once.is_first(1, 10)


def test_only_so_many_clicks_are_remembered() -> None:
    """The one longest ago is forgotten first."""
    once = Once(max_remembered=2)
    for user in (1, 2, 3):
        once.is_first(user, 10)
    assert len(once) == 2
    assert not once.is_first(3, 10)
    assert once.is_first(1, 10)


def test_two_processes_know_a_click_by_different_names() -> None:
    """The key is drawn anew, so that what one holds tells nothing to who knows another's."""
    tokens = [once._token(1, 10) for once in (Once(), Once())]  # noqa: SLF001 - it has no other face
    assert tokens[0] != tokens[1]
