"""Who is there for nothing on a broker, and who only looks so; patience is cut short."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.clock import now
from core.endpoints import endpoints
from core.idlers import Idlers
from tests.integration.clients import watching
from tests.integration.shop import connect
from tests.private_node import PrivateNode


@contextmanager
def office(url: str) -> Iterator[None]:
    """Two idlers among services that have worked, poll, or only hold a connection."""
    links: dict[str, Any] = {
        name: connect(url, name)
        for name in ("reports", "importer", "poller", "sender", "worker", "spare")
    }
    channels = {name: link.channel() for name, link in links.items() if name != "spare"}
    for queue in ("lonely", "polled", "used"):
        channels["sender"].queue_declare(queue)
    channels["reports"].basic_consume("lonely", lambda *_: None)
    channels["poller"].basic_get("polled")
    channels["sender"].basic_publish("", "used", b"x")
    channels["worker"].basic_consume("used", lambda *_: None, auto_ack=True)
    links["worker"].process_data_events(0.5)
    try:
        yield
    finally:
        for link in links.values():
            link.close()


def test_that_only_idlers_are_told_and_not_who_worked_before(
    node: PrivateNode, vhost_url: str
) -> None:
    where = endpoints(vhost_url, node.management_url, node.prometheus_url)
    with office(vhost_url), watching(where) as (session, _window):
        idlers = Idlers(session.flow, session.ack_flow, connected=1.0, watched=8.0)
        found: set[object] = set()
        until = now() + 30.0
        while len(found) < 2 and now() < until:
            session.wait(0.1)
            session.pump()
            found |= {one.at for one in idlers.troubles(session.flow.read_at)}
        assert found == {"queue:lonely", "service:importer"}
        assert not [one for one in session.graph.troubles if one.kind in ("idle", "unreached")]
