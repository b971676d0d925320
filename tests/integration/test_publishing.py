"""Every outcome that a real broker can give to a message of ours."""

from collections import Counter
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest

from core.amqp.fields import Field
from core.endpoints import Endpoints, endpoints
from core.publishing import Outcome, Publish
from core.sources.link import open_link
from core.sources.publisher import Publisher, Run
from tests.integration.conftest import NodeWith
from tests.private_node import PrivateNode
from tests.relay import relayed

PATIENCE = 30.0


class Desk:
    """A publisher and everything that it reported."""

    def __init__(self, where: Endpoints, blocked_timeout: float = PATIENCE) -> None:
        self.outcomes: list[Outcome] = []
        self.reported = Event()
        self.publisher = Publisher(where, self._take, blocked_timeout=blocked_timeout)

    def _take(self, outcomes: Any) -> None:
        self.outcomes += outcomes
        self.reported.set()

    def run(self, publish: Publish, count: int = 1, rate: float | None = None) -> Run:
        """One run from beginning to end; `outcomes` holds its outcomes alone."""
        self.outcomes.clear()
        run = self.publisher.run(publish, count, rate)
        assert run.wait(PATIENCE), run.progress
        return run

    def kinds(self) -> Counter[str]:
        return Counter(outcome.outcome for outcome in self.outcomes)

    def numbers(self) -> list[int]:
        return sorted(outcome.number for outcome in self.outcomes)


DeskFor = Callable[..., Desk]


@pytest.fixture
def where(vhost_url: str) -> Endpoints:
    return endpoints(vhost_url, environment={})


@pytest.fixture
def channel(where: Endpoints) -> Iterator[Any]:
    """A channel of the system under test: topic exchange `shop`, queue `orders.q` on `order.*`."""
    link = open_link(where, "test")
    channel = link.channel()
    channel.exchange_declare("shop", "topic")
    channel.queue_declare("orders.q")
    channel.queue_bind("orders.q", "shop", "order.*")
    yield channel
    link.close()


@pytest.fixture
def desk_for() -> Iterator[DeskFor]:
    desks: list[Desk] = []

    def make(where: Endpoints, blocked_timeout: float = PATIENCE) -> Desk:
        desks.append(Desk(where, blocked_timeout))
        return desks[-1]

    yield make
    for desk in desks:
        desk.publisher.stop()
        desk.publisher.join(PATIENCE)


@pytest.fixture
def desk(where: Endpoints, desk_for: DeskFor, channel: Any) -> Desk:
    assert channel.is_open
    return desk_for(where)


ORDER = Publish(exchange="shop", routing_key="order.new", body=b"{}")


def test_that_a_message_arrives_as_it_was_written(desk: Desk, channel: Any) -> None:
    headers = {"n": Field("s", 7), "half": 0.5, "at": Field("T", 1_700_000_000), "tags": ["a", 1]}
    properties = {"content_type": "application/json", "priority": 4, "message_id": "m1"}
    desk.run(
        Publish(
            exchange="shop",
            routing_key="order.new",
            body=b"\x00\xff",
            properties=properties,
            headers=headers,
        )
    )

    _, received, body = channel.basic_get("orders.q", auto_ack=True)

    assert body == b"\x00\xff"
    assert received.as_json() == properties
    assert received.headers["n"] == Field("s", 7)
    assert received.headers["at"] == Field("T", 1_700_000_000)
    assert received.headers_as_json()["half"] == 0.5
    assert received.headers_as_json()["tags"] == ["a", 1]


def test_that_every_message_of_a_fast_run_is_confirmed_once(desk: Desk, channel: Any) -> None:
    run = desk.run(ORDER, count=5000)

    assert desk.kinds() == {"confirmed": 5000}
    assert desk.numbers() == list(range(1, 5001))
    assert run.progress.confirmed == run.progress.sent == 5000
    assert all(o.latency_ms is not None and o.latency_ms > 0 for o in desk.outcomes)
    assert channel.queue_declare("orders.q", passive=True).method.message_count == 5000


def test_that_unroutable_is_returned_only_when_mandatory(desk: Desk) -> None:
    desk.run(Publish(exchange="shop", routing_key="nobody", mandatory=True), count=300)

    assert desk.kinds() == {"returned": 300}
    assert {(o.reply_code, o.reply_text) for o in desk.outcomes} == {(312, "NO_ROUTE")}

    desk.run(Publish(exchange="shop", routing_key="nobody"), count=3)

    assert desk.kinds() == {"confirmed": 3}


def test_that_a_full_queue_nacks(desk: Desk, channel: Any) -> None:
    channel.queue_declare("tiny", arguments={"x-max-length": 2, "x-overflow": "reject-publish"})
    desk.run(Publish(routing_key="tiny"), count=5)

    assert desk.kinds() == {"confirmed": 2, "nacked": 3}


REFUSED: list[tuple[str, Publish, int | None, str]] = [
    ("no exchange", Publish(exchange="nope"), 404, "no exchange 'nope'"),
    ("internal", Publish(exchange="inner"), 403, "internal exchange 'inner'"),
    (
        "user_id",
        Publish(exchange="shop", properties={"user_id": "somebody"}),
        406,
        "authenticated user was 'guest'",
    ),
    ("long key", Publish(exchange="shop", routing_key="k" * 256), None, "AMQP allows 255"),
]


@pytest.mark.parametrize(
    ("publish", "code", "text"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_that_what_the_broker_refuses_fails_with_its_words_and_the_next_run_goes_well(
    desk: Desk, channel: Any, publish: Publish, code: int | None, text: str
) -> None:
    channel.exchange_declare("inner", "fanout", internal=True)
    desk.run(publish, count=1500)

    assert desk.kinds() == {"failed": 1500}
    assert desk.numbers() == list(range(1, 1501))
    assert all(o.reply_code == code and text in o.reply_text for o in desk.outcomes)
    assert all(o.latency_ms is None for o in desk.outcomes)

    desk.run(ORDER, count=10)

    assert desk.kinds() == {"confirmed": 10}


def test_that_a_message_above_the_brokers_limit_fails(desk: Desk, node: PrivateNode) -> None:
    overview = node.request("GET", "/api/overview")
    limit = 16 if not overview["rabbitmq_version"].startswith("3.") else 128
    run = desk.run(Publish(exchange="shop", body=bytes(limit * 1024 * 1024 + 1)))

    assert desk.kinds() == {"failed": 1}
    assert "larger than" in desk.outcomes[0].reply_text
    assert run.trouble is not None
    assert "max_message_size" in run.trouble.mend


def test_that_a_forbidden_exchange_fails(
    node: PrivateNode,
    vhost_name: str,
    channel: Any,
    desk_for: DeskFor,
) -> None:
    node.request("PUT", "/api/users/reader", {"password": "pw", "tags": ""})
    try:
        rights = {"configure": "", "write": "", "read": ".*"}
        node.request("PUT", f"/api/permissions/{quote(vhost_name, safe='')}/reader", rights)
        reader = endpoints(node.vhost_url(vhost_name, "reader", "pw"), environment={})
        desk = desk_for(reader)
        run = desk.run(ORDER, count=3)
    finally:
        node.request("DELETE", "/api/users/reader")

    assert channel.is_open
    assert {(o.outcome, o.reply_code) for o in desk.outcomes} == {("failed", 403)}
    assert run.trouble is not None
    assert "set_permissions" in run.trouble.mend


def test_that_a_wrong_password_fails_every_message(where: Endpoints, desk_for: DeskFor) -> None:
    wrong = endpoints(where.amqp_url.replace("guest:guest", "guest:wr0ng"), environment={})
    desk = desk_for(wrong)
    run = desk.run(ORDER, count=3)

    assert desk.kinds() == {"failed": 3}
    assert not run.connected
    assert run.trouble is not None
    assert "wrong user or password" in run.trouble.why
    assert "wr0ng" not in "".join(o.reply_text for o in desk.outcomes) + str(run.trouble)


def test_that_a_broker_that_goes_away_fails_the_rest_and_the_next_run_reconnects(
    vhost_url: str, channel: Any, desk_for: DeskFor
) -> None:
    with relayed(vhost_url) as (relay, url):
        desk = desk_for(endpoints(url, environment={}))
        run = desk.publisher.run(ORDER, count=400, rate=100)
        assert desk.reported.wait(PATIENCE)
        relay.cut()
        assert run.wait(PATIENCE)

        assert desk.numbers() == list(range(1, 401))
        assert set(desk.kinds()) == {"confirmed", "failed"}
        assert all(o.reply_text for o in desk.outcomes if o.outcome == "failed")
        arrived = channel.queue_declare("orders.q", passive=True).method.message_count
        assert desk.kinds()["confirmed"] <= arrived <= run.progress.sent

        relay.mend()
        desk.run(ORDER, count=2)
        assert desk.kinds() == {"confirmed": 2}


def test_that_an_operator_who_closes_the_connection_is_named(
    desk: Desk, node: PrivateNode, channel: Any
) -> None:
    run = desk.publisher.run(ORDER, count=10_000, rate=100)
    name = None
    while name is None:
        assert not run.wait(0.1)
        found = [
            one["name"]
            for one in node.request("GET", "/api/connections")
            if one.get("user_provided_name") == "flowscope:publish"
        ]
        name = found[0] if found else None
    node.request("DELETE", f"/api/connections/{quote(name)}")

    assert run.wait(PATIENCE)
    assert channel.is_open
    assert run.trouble is not None
    assert "operator closed the connection" in run.trouble.why
    assert len(desk.outcomes) == 10_000


def test_that_a_rate_is_kept(desk: Desk) -> None:
    desk.run(ORDER, count=50, rate=100)
    times = sorted(outcome.at for outcome in desk.outcomes)

    assert times[-1] - times[0] >= 0.45


def test_that_a_cancelled_run_ends_with_an_outcome_for_all_that_was_sent(desk: Desk) -> None:
    desk.outcomes.clear()
    run = desk.publisher.run(ORDER, count=10_000_000)
    assert desk.reported.wait(PATIENCE)
    desk.publisher.cancel(run)

    assert run.wait(PATIENCE)
    assert desk.kinds() == {"confirmed": run.progress.sent}
    assert run.progress.sent < 10_000_000


def test_that_a_cancelled_run_does_not_wait_for_a_silent_broker(
    vhost_url: str, channel: Any, desk_for: DeskFor
) -> None:
    assert channel.is_open
    with relayed(vhost_url) as (relay, url):
        desk = desk_for(endpoints(url, environment={}))
        run = desk.publisher.run(ORDER, count=10_000, rate=200)
        assert desk.reported.wait(PATIENCE)
        relay.hold_replies()
        desk.publisher.cancel(run)
        assert run.wait(PATIENCE)
        relay.cut()
        desk.publisher.stop()
        desk.publisher.join(PATIENCE)

    assert desk.numbers() == list(range(1, run.progress.sent + 1))
    failed = [outcome for outcome in desk.outcomes if outcome.outcome == "failed"]
    assert all("no answer for 3 s" in outcome.reply_text for outcome in failed)


def test_that_runs_wait_for_each_other(desk: Desk) -> None:
    first = desk.publisher.run(ORDER, count=500)
    second = desk.publisher.run(Publish(exchange="nope"), count=2)
    third = desk.publisher.run(ORDER, count=500)

    assert third.wait(PATIENCE)
    assert first.done
    assert second.done
    kinds = [outcome.outcome for outcome in desk.outcomes]
    assert kinds == ["confirmed"] * 500 + ["failed"] * 2 + ["confirmed"] * 500


def test_that_a_stopped_publisher_reports_what_it_leaves(desk: Desk) -> None:
    run = desk.publisher.run(ORDER, count=100, rate=1)
    assert desk.reported.wait(PATIENCE)
    desk.publisher.stop()
    desk.publisher.join(PATIENCE)

    assert run.done
    assert len(desk.outcomes) == run.progress.sent
    assert desk.publisher.run(ORDER).wait(PATIENCE)


def test_that_a_resource_alarm_is_the_reason_of_failure(
    node_with: NodeWith, desk_for: DeskFor
) -> None:
    low = node_with(plugins=(), extra_config="vm_memory_high_watermark.relative = 0.000001")
    desk = desk_for(endpoints(low.amqp_url, environment={}), blocked_timeout=2.0)
    run = desk.publisher.run(Publish(exchange="amq.topic"), count=3)
    while not run.progress.blocked:
        assert not run.wait(0.05)

    assert run.progress.blocked == "low on memory"
    assert run.wait(PATIENCE)
    assert desk.numbers() == [1, 2, 3]
    failed = [outcome for outcome in desk.outcomes if outcome.outcome == "failed"]
    # RabbitMQ 3 still takes the message that makes it say that it blocks.
    assert len(failed) >= 2
    assert all("low on memory" in outcome.reply_text for outcome in failed)
    assert run.progress.blocked == ""


def test_that_each_message_of_a_burst_is_filled_in_and_told_apart(
    where: Endpoints, channel: Any, desk_for: DeskFor
) -> None:
    channel.queue_declare("seventh.q")
    channel.queue_bind("seventh.q", "shop", "load.7")
    desk = desk_for(where)

    run = desk.run(
        Publish(
            exchange="shop",
            routing_key="load.{{n}}",
            body=b"{{n}} {{uuid}}",
            mandatory=True,
            fills_in=True,
        ),
        count=40,
    )

    outcomes = {outcome.number: outcome for outcome in desk.outcomes}
    assert [n for n, outcome in outcomes.items() if outcome.outcome == "confirmed"] == [7]
    assert (run.progress.returned, run.progress.unanswered) == (39, 0)
    assert outcomes[40].routing_key == "load.40"
    _, _, body = channel.basic_get("seventh.q", auto_ack=True)
    assert body == run.message(7).body
    assert body.startswith(b"7 ")


def test_that_a_cancelled_burst_counts_every_message(
    where: Endpoints, channel: Any, desk_for: DeskFor
) -> None:
    desk = desk_for(where)
    run = desk.publisher.run(Publish(exchange="shop", routing_key="order.new"), 1_000_000)
    assert desk.reported.wait(PATIENCE)

    desk.publisher.cancel(run)
    assert run.wait(PATIENCE)

    progress = run.progress
    assert 0 < progress.sent < 1_000_000
    assert (progress.confirmed, progress.unanswered) == (progress.sent, 0)
    assert channel.queue_declare("orders.q", passive=True).method.message_count == progress.sent
