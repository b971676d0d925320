"""What the firehose hears, what it loses, and what it needs."""

import threading
from dataclasses import replace
from typing import Any

from core.facts import CapabilityChanged
from core.message_facts import Flag, Kind
from core.sources import firehose_line
from core.sources.firehose import patterns
from tests.integration.firehose.listening import PATIENCE, Ear, Room, listening, wait_until
from tests.integration.users import user


def shop(room: Room) -> tuple[Any, Any]:
    """A connection, and a channel on which a queue gets what is published to an exchange."""
    connection, channel = room.channel()
    channel.exchange_declare("orders", "fanout")
    channel.queue_declare("billing", arguments={"x-queue-type": "classic"})
    channel.queue_bind("billing", "orders")
    return connection, channel


def test_that_publishes_and_deliveries_become_facts_in_their_order(room: Room) -> None:
    connection, channel = shop(room)
    with listening(room) as ear:
        for _ in range(50):
            channel.basic_publish("orders", "k", b"body")
        for _ in range(50):
            wait_until(lambda: channel.basic_get("billing", auto_ack=True)[0] is not None)
        wait_until(lambda: len(ear.facts) == 150, ear)
    connection.close()

    kinds = [fact.kind for fact in ear.facts]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        Kind.PUBLISHED: 50,
        Kind.ROUTED: 50,
        Kind.DELIVERED: 50,
    }
    assert {fact.party.user for fact in ear.facts} == {"guest"}
    assert {fact.queue for fact in ear.facts if fact.kind is Kind.DELIVERED} == {"billing"}
    assert all(Flag.ACKS_UNSEEN in f.flags for f in ear.facts if f.kind is Kind.DELIVERED)
    assert ear.source.lost == 0
    assert not ear.source.overflowed


def test_that_only_what_is_asked_for_is_heard(room: Room) -> None:
    connection, channel = shop(room)
    with listening(room, patterns=patterns(["orders"], [])) as ear:
        channel.basic_publish("", "billing", b"unheard")
        channel.basic_publish("orders", "heard", b"")
        wait_until(lambda: len(ear.facts) == 2, ear)
    connection.close()

    assert [(fact.kind, fact.routing_key) for fact in ear.facts] == [
        (Kind.PUBLISHED, "heard"),
        (Kind.ROUTED, "heard"),
    ]


def test_that_what_finds_no_room_is_counted(room: Room) -> None:
    connection, channel = shop(room)
    with listening(room, bound=1) as ear:  # taken by the capability
        for _ in range(20):
            channel.basic_publish("orders", "k", b"")
        wait_until(lambda: ear.source.lost == 40, ear)
        ear.inbox.drain()
        channel.basic_publish("orders", "k", b"")
        wait_until(lambda: ear.inbox.statistics().waiting > 0, ear)
        (batch,) = ear.inbox.drain()
    connection.close()

    assert (len(batch), batch.lost) == (2, 40)


def test_that_a_full_queue_on_the_broker_is_told(room: Room, monkeypatch: Any) -> None:
    monkeypatch.setattr(firehose_line, "MAX_LENGTH", 0)
    with listening(room) as ear:
        wait_until(lambda: ear.source.overflowed, ear)


def test_that_it_says_what_it_listens_to(room: Room) -> None:
    with listening(room) as ear:
        wait_until(lambda: ear.inbox.statistics().waiting > 0, ear)
        (told,) = ear.inbox.drain()

    assert isinstance(told, CapabilityChanged)
    assert (told.capability, told.ok) == ("firehose", True)
    assert "publish.#" in told.detail
    (ended,) = (one for one in ear.inbox.drain() if isinstance(one, CapabilityChanged))
    assert ended.ok
    assert ended.detail.startswith("not on: it listened to publish.#, deliver.# until ")
    assert ended.detail.endswith("tracing is off again; the vhost is exactly as it was before")


def refusal(room: Room, **wishes: Any) -> tuple[str, str]:
    ear = Ear(room, **wishes)
    ear.source.start()
    ear.source.join(PATIENCE)
    trouble = ear.source.state.trouble
    assert ear.phase == "refused"
    assert trouble is not None
    return trouble.why, trouble.mend


def test_that_it_takes_an_administrator(room: Room) -> None:
    before = room.look()
    with user(room.node, room.vhost, "monitoring") as somebody:
        room.url = somebody.url()
        why, mend = refusal(room)

    assert why == "user 'somebody' may not switch tracing: that takes an administrator"
    assert "set_user_tags somebody administrator" in mend
    assert room.look() == before
    assert room.pending() == []


def test_that_it_takes_the_management_api(room: Room) -> None:
    elsewhere = replace(room.endpoints, management="http://127.0.0.1:1")
    why, mend = refusal(room, endpoints=elsewhere)

    assert "nothing listens at http://127.0.0.1:1" in why
    assert "rabbitmq-plugins enable rabbitmq_management" in mend


def test_that_nothing_is_switched_on_that_could_not_be_put_back(room: Room) -> None:
    room.records.write_text("a file where the folder should be")

    why, mend = refusal(room)

    assert "tracing could stay on after a crash" in why
    assert mend == "make that folder writable"
    assert not room.is_traced


def test_that_no_thread_is_left(room: Room) -> None:
    with listening(room):
        pass

    assert not [one for one in threading.enumerate() if one.name.startswith("flowscope firehose")]
