"""The vhost is exactly as it was before: description, tags, default queue type and tracing."""

import signal
import threading

import pytest

from core.sources.tracing_duty import pending, put_back
from core.sources.tracing_records import Records
from tests.integration.firehose.listening import (
    PATIENCE,
    Ear,
    Room,
    ended,
    listeners_of,
    listening,
    other_process,
    wait_until,
)


def put_back_words(room: Room) -> list[str]:
    return [one.text for one in put_back(room.endpoints, Records(room.records))]


def test_that_a_normal_end_puts_everything_back(room: Room) -> None:
    before = room.look()

    with listening(room) as ear:
        during = room.look()
        assert ear.source.state.notes == ()

    assert during == {**before, "tracing": True}
    assert room.look() == before
    assert room.pending() == []
    assert ear.phase == "ended"


def test_that_its_time_limit_ends_it_and_the_time_left_can_be_seen(room: Room) -> None:
    before = room.look()
    ear = Ear(room, seconds=1.5)
    assert ear.source.remaining == 1.5

    ear.source.start()
    wait_until(lambda: 0 < ear.source.remaining < 1.5, ear)
    ear.source.join(PATIENCE)

    assert (ear.phase, ear.source.remaining, ear.source.state.notes) == ("ended", 0.0, ())
    assert room.look() == before


def test_that_it_ends_without_a_word_while_very_much_comes(room: Room) -> None:
    """On a busy broker the polite way took six seconds and more."""
    before = room.look()
    connection, channel = room.channel()
    is_over = threading.Event()

    def flood() -> None:
        while not is_over.is_set():
            for _ in range(500):
                channel.basic_publish("amq.fanout", "k", b"x")
            connection.process_data_events(0)
        connection.close()

    flooding = threading.Thread(target=flood)
    flooding.start()
    try:
        with listening(room) as ear:
            wait_until(lambda: len(ear.facts) > 5_000, ear)
    finally:
        is_over.set()
        flooding.join(PATIENCE)

    assert (ear.phase, ear.source.state.trouble) == ("ended", None)
    assert room.look() == before
    assert room.pending() == []
    wait_until(lambda: not listeners_of(room))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_that_a_signal_puts_everything_back(room: Room, how: signal.Signals) -> None:
    before = room.look()
    process = other_process(room)
    assert room.is_traced

    ended(process, how)

    assert room.look() == before
    assert room.pending() == []


def test_that_an_error_of_the_program_puts_everything_back(room: Room) -> None:
    before = room.look()

    ended(other_process(room, "fault"), None)

    assert room.look() == before
    assert room.pending() == []


def test_that_the_start_after_a_kill_puts_everything_back_and_says_so(room: Room) -> None:
    before = room.look()
    ended(other_process(room), signal.SIGKILL)
    assert room.is_traced
    assert [one.vhost for one in pending(room.endpoints, Records(room.records))] == [room.vhost]
    wait_until(lambda: listeners_of(room) == 0)

    (said,) = put_back_words(room)

    assert room.vhost in said
    assert "is switched off again" in said
    assert room.look() == before
    assert room.pending() == []
    assert put_back_words(room) == []


def test_that_nothing_is_put_back_under_a_flowscope_that_lives(room: Room) -> None:
    with listening(room) as ear:
        assert put_back_words(room) == []
        assert room.is_traced
        assert ear.phase == "listening"
        assert len(room.pending()) == 1


def test_that_tracing_that_was_on_before_stays_on(room: Room) -> None:
    room.describe(tracing=True)
    before = room.look()

    with listening(room):
        assert room.pending() == []

    assert room.look() == before


def test_that_the_last_of_two_switches_it_off(room: Room) -> None:
    before = room.look()

    with listening(room) as first:
        with listening(room):
            first.end()
            assert first.source.state.notes == ()
            assert room.is_traced
        assert room.look() == before

    assert room.pending() == []


def test_that_the_second_of_two_may_leave_first(room: Room) -> None:
    before = room.look()

    with listening(room):
        with listening(room):
            pass
        assert room.is_traced

    assert room.look() == before


def test_that_what_others_changed_meanwhile_stays_as_they_made_it(room: Room) -> None:
    with listening(room):
        room.describe(description="another one", tracing=True)
        changed = room.look()

    assert room.look() == {**changed, "tracing": False}


def test_that_it_ends_when_somebody_else_switches_tracing_off(room: Room) -> None:
    before = room.look()

    with listening(room) as ear:
        room.describe(tracing=False)
        wait_until(lambda: ear.phase == "refused", ear)

    assert ear.source.state.trouble is not None
    assert "somebody switched tracing off" in ear.source.state.trouble.why
    assert room.look() == before


def test_that_it_stays_on_for_somebody_else_who_listens(room: Room) -> None:
    with listening(room) as ear:
        connection, channel = room.channel()
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, "amq.rabbitmq.trace", "#")
        ear.end()
        assert room.is_traced
        assert [queue in note for note in ear.source.state.notes] == [True]
        connection.close()

    (said,) = put_back_words(room)
    assert "is switched off again" in said
    assert not room.is_traced
