from dataclasses import replace

from core.fact_log import logged
from core.graph import EdgeKey
from core.message_facts import Flag, Party
from core.troubles import Trouble
from tests.core.driven_session import DrivenSession
from tests.core.seen_facts import published
from tests.simulated_node import Line, consumer

EDGE: EdgeKey = ("deliver", "queue:orders", "service:billing")


def watching(ready: int = 95) -> tuple[DrivenSession, Line]:
    """A session whose queue `orders` has a consumer that has taken all it may."""
    session = DrivenSession()
    node = session.node
    line = node.client("billing")
    node.deliver(line, "orders", 5)
    line.unacked = 5
    node.consumers = [replace(consumer(line, "orders"), prefetch=5)]
    node.depths["orders"] = (ready, 5)
    session.fold(node.opened(line))
    return session, line


def pass_time(session: DrivenSession, seconds: int) -> None:
    for _ in range(seconds):
        session.wait(1.0)
        session.pump()


def kinds(session: DrivenSession) -> list[tuple[object, str]]:
    return [(trouble.at, trouble.kind) for trouble in session.graph.troubles]


def test_that_a_stuck_consumer_is_told_once() -> None:
    session, _ = watching()
    pass_time(session, 13)

    assert kinds(session) == [(EDGE, "stuck")]
    assert session.graph.troubles[0].text == (
        "prefetch full (5 of 5 unacked), nothing acked since watching began, 11 s ago, 95 wait"
    )


def test_that_it_is_over_when_it_acks() -> None:
    session, line = watching()
    pass_time(session, 13)
    session.node.deliver(line, "orders", 5, "ack")
    session.node.deliver(line, "orders", 5)
    pass_time(session, 1)

    assert [kind for _, kind in kinds(session)] != ["stuck"]


def test_that_a_channel_that_closed_holds_nothing() -> None:
    session, line = watching()
    pass_time(session, 13)
    session.node.close(line)
    session.fold(session.node.closed(line))

    assert all(kind != "stuck" for _, kind in kinds(session))


def test_that_a_moment_is_not_enough() -> None:
    session, _ = watching()
    pass_time(session, 6)

    assert kinds(session) == []


def test_that_nothing_is_judged_again_without_news() -> None:
    session, _ = watching()
    pass_time(session, 13)
    before = session.graph.troubles
    session.pump()

    assert session.graph.troubles is before


def test_that_nobody_is_sent_to_look_for_keys_that_are_seen() -> None:
    session = DrivenSession()
    place: EdgeKey = ("publish", "service:shop", "exchange:orders")
    dropped = Trouble(place, "dropped", "warning", "4 dropped", advice="look through the proxy")
    named = Trouble(place, "nowhere", "warning", "is published, but to no queue")
    for found, advice in (([dropped], "look through the proxy"), ([dropped, named], "")):
        session.diagnosis._tell(found)
        told = {trouble.kind: trouble.advice for trouble in session.graph.troubles}
        assert told["dropped"] == advice


def test_that_nobody_is_sent_to_listen_to_the_firehose_while_it_is_on() -> None:
    session = DrivenSession()
    place: EdgeKey = ("publish", "service:shop", "exchange:shop")
    dropped = Trouble(place, "dropped", "warning", "4 dropped", advice="listen to the firehose")
    for is_on, advice in ((True, ""), (False, "listen to the firehose")):
        session.diagnosis.is_heard = lambda is_on=is_on: is_on  # type: ignore[misc]
        session.diagnosis._tell([dropped])
        assert session.graph.troubles[0].advice == advice


def test_that_only_while_the_firehose_is_on_what_is_heard_tells_drops_from_replies() -> None:
    session = DrivenSession()
    key: EdgeKey = ("publish", "service:shop", "exchange:")
    line = session.node.client("shop")
    session.fold(session.node.opened(line))
    pass_time(session, 6)
    heard = published(
        *(0, 1000.0),
        party=Party(line.connection.name),
        exchange="",
        routing_key="gone.q",
        flags=Flag.ACKS_UNSEEN,
    )
    session.ack_flow.fold(logged(heard))
    session.ack_flow.fold(logged(published(0, 1010.0)))
    for is_on, shares in ((True, {key: 1.0}), (False, {})):
        session.diagnosis.is_heard = lambda is_on=is_on: is_on  # type: ignore[misc]
        session.diagnosis.judge()
        assert session.graph.lost_shares == shares
