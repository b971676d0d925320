"""After a crash the next start of anything that watches the broker puts everything back."""

import json
import signal
from typing import Any

import pytest

from core.session import Session
from tests.integration.commands import Command
from tests.integration.firehose.listening import (
    Room,
    ended,
    listeners_of,
    listening,
    other_process,
    wait_until,
)
from tests.integration.users import user


@pytest.fixture
def left_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A vhost on which a Flowscope was killed while it listened; what it was before."""
    state = room.records.parent / "state"
    room.records = state / "flowscope" / "tracing"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    before = room.look()
    ended(other_process(room), signal.SIGKILL)
    wait_until(lambda: listeners_of(room) == 0)
    assert room.is_traced
    return before


def surfaces(room: Room) -> list[str]:
    return ["--url", room.url, "--management-url", room.node.management_url]


SAID = "before it was killed, is switched off again"


@pytest.mark.parametrize(
    "words",
    [
        ["publish", "--exchange", "amq.topic"],
        ["tap", "--exchange", "amq.topic", "--duration", "0.5"],
        ["flow", "--duration", "0.5"],
    ],
)
def test_that_a_command_puts_it_back_and_says_so(
    room: Room, left_on: dict[str, Any], words: list[str]
) -> None:
    code, _, err = Command(
        *words, *surfaces(room), "--prometheus-url", room.node.prometheus_url
    ).finish()

    assert (code, err.count(SAID)) == (0, 1), err
    assert room.look() == left_on
    assert room.pending() == []


def test_that_a_session_puts_it_back_and_logs_it(room: Room, left_on: dict[str, Any]) -> None:
    session = Session(room.endpoints)
    session.start()
    try:
        wait_until(lambda: session.pump() and "restored" in {e.verb for e in session.log.entries})
    finally:
        session.stop()

    assert room.look() == left_on


def test_that_doctor_tells_what_is_pending_and_leaves_it(
    room: Room, left_on: dict[str, Any]
) -> None:
    detail = firehose_seen(room)

    assert "tracing is on right now" in detail
    assert "nobody listens" in detail
    assert "and was killed: any command or window that watches this broker puts it back" in detail
    assert room.look() == {**left_on, "tracing": True}
    assert len(room.pending()) == 1


def test_that_doctor_tells_who_listens(room: Room) -> None:
    assert "tracing is off" in firehose_seen(room)
    with listening(room):
        assert "listening: queue amq.gen" in firehose_seen(room)


def test_that_somebody_without_the_right_leaves_it_to_others(
    room: Room, left_on: dict[str, Any]
) -> None:
    url = room.url
    with user(room.node, room.vhost, "monitoring") as somebody:
        room.url = somebody.url()
        _, _, err = Command("publish", "--exchange", "amq.topic", *surfaces(room)).finish()
        room.url = url

    assert "stays on for now: user 'somebody' may not switch tracing" in err
    assert len(room.pending()) == 1
    Command("publish", "--exchange", "amq.topic", *surfaces(room)).finish()
    assert room.look() == left_on


def firehose_seen(room: Room) -> str:
    _, out, _ = Command("doctor", *surfaces(room), "--prometheus-url", "off").finish()
    return str(json.loads(out)["firehose"]["detail"])
