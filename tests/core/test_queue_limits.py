from typing import Any

import pytest

from core.queue_limits import limit_words
from core.topology import Exchange, Queue, Topology

THERE = Topology(exchanges={"dlx": Exchange(name="dlx", type="fanout")})
LOST = "is lost: it has no dead-letter exchange"


def words(arguments: dict[str, Any], **more: Any) -> list[str]:
    queue = Queue(name="q", arguments=arguments, **more)
    return [told for _, told in limit_words(queue, THERE)]


def test_that_the_oldest_is_pushed_out_unless_something_else_is_asked_for() -> None:
    pushed = "with 120 ready messages in it, each new message pushes out the oldest, which "
    assert words({"x-max-length": 120}) == [pushed + LOST]
    dead = words({"x-max-length": 120, "x-overflow": "drop-head"}, dead_letter_exchange="dlx")
    assert dead == [pushed + "is dead-lettered to dlx (reason maxlen)"]


def test_that_refused_messages_are_told_with_who_notices() -> None:
    refused = (
        "with 5 ready messages or 1 kB in it, new messages are refused: publishers with confirms "
        "get a nack, others notice nothing"
    )
    limits = {"x-max-length": 5, "x-max-length-bytes": 1000}
    assert words({**limits, "x-overflow": "reject-publish"}) == [refused]
    as_dead_letters = {**limits, "x-overflow": "reject-publish-dlx"}
    assert words(as_dead_letters, dead_letter_exchange="dlx") == [
        refused + "; what is refused is dead-lettered to dlx (reason maxlen)"
    ]
    assert "pushes out the oldest" in words(as_dead_letters, type="quorum")[0]


def test_that_policies_count_and_the_smaller_limit_holds() -> None:
    policy = {"max-length": 7, "overflow": "reject-publish", "message-ttl": 30_000}
    full, expired = words({"x-max-length": 9}, policy_definition=policy)
    assert full.startswith("with 7 ready messages in it, new messages are refused")
    assert expired == f"a message that waits for 30 s {LOST}"


def test_that_only_quorum_queues_have_a_delivery_limit() -> None:
    limit = {"x-delivery-limit": 3}
    assert words(limit) == []
    assert words(limit, type="quorum", dead_letter_exchange="dlx") == [
        "a message that comes back more than 3 times is dead-lettered to dlx "
        "(reason delivery_limit)"
    ]


def test_that_a_dead_letter_exchange_that_is_missing_is_told() -> None:
    told = words({"x-message-ttl": 1000}, dead_letter_exchange="gone")
    assert told == [
        "a message that waits for 1 s is lost: the dead-letter exchange gone does not exist"
    ]


@pytest.mark.parametrize("arguments", [{}, {"x-max-length": "many"}, {"x-overflow": "drop-head"}])
def test_that_without_a_limit_nothing_is_said(arguments: dict[str, Any]) -> None:
    assert words(arguments) == []


def test_that_streams_drop_whole_segments_which_their_arguments_tell() -> None:
    assert words({"x-max-length-bytes": 1000}, type="stream") == []
