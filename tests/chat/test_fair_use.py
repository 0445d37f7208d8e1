"""Cooldowns and the bounded queue, on a clock of the test's own."""

from contextlib import ExitStack, suppress

from bot.chat.fair_use import MAX_BUCKETS, Busy, BusyError, FairUse, FairUseLimits

ADA, BEN, SERVER = 1, 2, 9


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _asks(fair_use: FairUse, person: int, server: int | None = SERVER) -> BusyError | None:
    try:
        with fair_use.admitted(person, server):
            return None
    except BusyError as error:
        return error


def test_a_person_may_ask_so_often_a_minute_and_again_afterwards() -> None:
    """The limit holds to the question, the wait is said in seconds, and then it is over."""
    clock = Clock()
    fair_use = FairUse(FairUseLimits(person_a_minute=2), clock)
    assert _asks(fair_use, ADA) is None
    assert _asks(fair_use, ADA) is None
    clock.now += 20
    busy = _asks(fair_use, ADA)
    assert busy is not None
    assert (busy.why, busy.seconds) == (Busy.PERSON, 40)
    assert _asks(fair_use, BEN) is None
    clock.now += 40
    assert _asks(fair_use, ADA) is None


def test_what_was_refused_does_not_count() -> None:
    """Who tries again too early does not wait any longer for it."""
    clock = Clock()
    fair_use = FairUse(FairUseLimits(person_a_minute=1), clock)
    assert _asks(fair_use, ADA) is None
    for _ in range(5):
        clock.now += 10
        assert _asks(fair_use, ADA) is not None
    clock.now += 10
    assert _asks(fair_use, ADA) is None


def test_a_server_has_a_limit_of_its_own() -> None:
    """Many people of one server are slowed together; another server and messages are not."""
    fair_use = FairUse(FairUseLimits(server_a_minute=3), Clock())
    assert [_asks(fair_use, person) for person in range(3)] == [None] * 3
    busy = _asks(fair_use, 3)
    assert busy is not None
    assert busy.why is Busy.SERVER
    assert _asks(fair_use, 3, server=10) is None
    assert _asks(fair_use, 4, server=None) is None


def test_one_question_a_person_at_a_time() -> None:
    """A second one waits for the first, and is free when that ends, also with an error."""
    fair_use = FairUse(FairUseLimits(), Clock())
    with fair_use.admitted(ADA, SERVER):
        busy = _asks(fair_use, ADA)
    assert busy is not None
    assert busy.why is Busy.ASKED_ALREADY
    with suppress(KeyError), fair_use.admitted(ADA, SERVER):
        assert fair_use.waiting == 1
        raise KeyError
    assert fair_use.waiting == 0
    assert _asks(fair_use, ADA) is None


def test_a_full_queue_says_when_to_come_back() -> None:
    """The wait is what questions took lately, times those that are before."""
    clock = Clock()
    fair_use = FairUse(FairUseLimits(max_waiting=2, person_a_minute=0, server_a_minute=0), clock)
    for _ in range(50):
        with fair_use.admitted(ADA, None):
            clock.now += 5
    with fair_use.admitted(ADA, None), fair_use.admitted(BEN, None):
        busy = _asks(fair_use, 3)
    assert busy is not None
    assert (busy.why, busy.seconds) == (Busy.QUEUE_FULL, 10)


def test_no_limit_is_no_limit() -> None:
    """Zero switches each of them off."""
    fair_use = FairUse(FairUseLimits(0, 0, 0), Clock())
    assert all(_asks(fair_use, ADA) is None for _ in range(100))


def test_those_who_asked_long_ago_are_forgotten() -> None:
    """However many people ask over the days, only a bounded number is remembered."""
    clock = Clock()
    fair_use = FairUse(FairUseLimits(person_a_minute=1, server_a_minute=0), clock)
    for person in range(2 * MAX_BUCKETS + 10):
        clock.now += 1
        assert _asks(fair_use, person) is None
    assert len(fair_use._people.known) <= MAX_BUCKETS  # noqa: SLF001 - what must be bounded
    assert _asks(fair_use, 2 * MAX_BUCKETS + 9) is not None


def test_look_ups_are_many_at_a_time_within_their_own_limits() -> None:
    """Of a person as many as the minute has; of all together as many as may wait."""
    limits = FairUseLimits(person_a_minute=1, look_ups_a_minute=3, max_waiting=4)
    look_ups = FairUse.of_look_ups(limits, Clock())
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(look_ups.admitted(ADA, SERVER))
        busy = _asks(look_ups, ADA)
        assert busy is not None
        assert busy.why is Busy.PERSON
        held.enter_context(look_ups.admitted(BEN, SERVER))
        assert look_ups.waiting == 4
        busy = _asks(look_ups, 3)
        assert busy is not None
        assert busy.why is Busy.QUEUE_FULL
    assert look_ups.waiting == 0
    assert _asks(look_ups, 3) is None
