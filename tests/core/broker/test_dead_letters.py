"""What dead letters say of their deaths, and where they do not go."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.amqp.fields import as_json, field_of
from core.broker.message import Message
from tests.core.broker.clients import FakeChannel, Hours, connected


def chain(channel: FakeChannel, *links: tuple[str, str, dict[str, Any]]) -> None:
    """Queues that dead-letter to the default exchange with the name of another queue."""
    for name, following, arguments in links:
        table = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": following} | arguments
        channel.requests.declare_queue(
            name, arguments={key: field_of(value) for key, value in table.items()}
        )


def fetched(channel: FakeChannel, queue: str) -> Message | None:
    found = channel.requests.get(queue, no_ack=True)
    return None if found is None else found[1].message


def reject(channel: FakeChannel, queue: str) -> None:
    found = channel.requests.get(queue, no_ack=False)
    assert found is not None
    found[0].reject([found[1]])


def deaths(message: Message | None) -> list[tuple[str, str, int]]:
    assert message is not None
    return [
        (death["queue"], death["reason"], death["count"])
        for death in as_json(message.headers["x-death"])
    ]


def test_that_a_rejected_message_tells_its_death() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    chain(channel, ("q", "dead", {}))
    channel.requests.declare_queue("dead")
    channel.publish("", "q", "a", expiration="60000", message_id="m", headers={"h": 1})
    reject(channel, "q")

    message = fetched(channel, "dead")
    assert message is not None
    assert (message.exchange, message.routing_key) == ("", "dead")
    assert message.properties.message_id == "m"
    assert message.properties.expiration is None
    assert as_json(message.headers) == {
        "h": 1,
        "x-death": [
            {
                "count": 1,
                "reason": "rejected",
                "queue": "q",
                "time": int(hours.wall()),
                "exchange": "",
                "routing-keys": ["q"],
                "original-expiration": "60000",
            }
        ],
        "x-first-death-exchange": "",
        "x-first-death-queue": "q",
        "x-first-death-reason": "rejected",
    }
    assert message.headers["x-death"].value[0].value["time"].tag == "T"
    assert message.headers["x-death"].value[0].value["count"].tag == "l"


def test_that_deaths_at_the_same_queue_for_the_same_reason_are_counted() -> None:
    hours = Hours()
    channel = connected(hours).channel()
    chain(channel, ("work", "retry", {}), ("retry", "work", {"x-message-ttl": 100}))
    channel.publish("", "work", "a")
    for _ in range(3):
        reject(channel, "work")
        hours.pass_by(101)

    assert deaths(fetched(channel, "work")) == [("retry", "expired", 3), ("work", "rejected", 3)]


def test_that_a_message_that_only_expires_goes_around_once() -> None:
    hours = Hours()
    connection = connected(hours)
    channel = connection.channel()
    chain(channel, ("a", "b", {"x-message-ttl": 10}), ("b", "a", {"x-message-ttl": 10}))
    channel.publish("", "a", "x")
    hours.pass_by(1000)

    assert fetched(channel, "a") is None
    assert fetched(channel, "b") is None
    assert connection.vhost.dead_lettered["expired", "at_most_once"] == 2


def test_that_a_queue_that_dead_letters_to_itself_ends() -> None:
    channel = connected().channel()
    chain(channel, ("q", "q", {"x-max-length": 1}))
    for body in "abc":
        channel.publish("", "q", body)

    message = fetched(channel, "q")
    assert message is not None
    assert message.body == b"c"


def test_that_what_a_full_queue_refuses_may_be_dead_lettered() -> None:
    channel = connected().channel()
    chain(channel, ("q", "dead", {"x-max-length": 0, "x-overflow": "reject-publish-dlx"}))
    channel.requests.declare_queue("dead")

    assert channel.publish("", "q", "a").name == "REFUSED"
    assert deaths(fetched(channel, "dead")) == [("q", "maxlen", 1)]


def test_that_a_missing_exchange_drops_dead_letters() -> None:
    connection = connected()
    channel = connection.channel()
    table = {"x-dead-letter-exchange": field_of("nowhere")}
    channel.requests.declare_queue("q", arguments=table)
    channel.publish("", "q", "a")
    reject(channel, "q")

    assert connection.vhost.dead_lettered == {("rejected", "disabled"): 1}


def test_that_copies_are_listed_and_dropped_with_another_routing_key() -> None:
    channel = connected().channel()
    chain(channel, ("q", "dead", {}))
    channel.requests.declare_queue("dead")
    channel.publish("", "q", "a", headers={"CC": ["other"], "BCC": ["hidden"]})
    reject(channel, "q")

    message = fetched(channel, "dead")
    assert message is not None
    assert "CC" not in message.headers
    assert as_json(message.headers["x-death"])[0]["routing-keys"] == ["q", "other"]


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6))
def test_that_every_web_of_dead_letters_comes_to_an_end(following: list[str]) -> None:
    hours = Hours()
    channel = connected(hours).channel()
    limits: dict[str, Any] = {"x-max-length": 1, "x-message-ttl": 10}
    for name, target in zip("abcd", [*following, *"bcda"], strict=False):
        chain(channel, (name, target, limits))
    for _ in range(5):
        for name in "abcd":
            channel.publish("", name, "x")
    hours.pass_by(10_000)

    assert all(fetched(channel, name) is None for name in "abcd")
