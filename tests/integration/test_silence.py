"""A healthy system has no verdicts, however long it runs."""

import os

import pytest

from core.clock import now
from core.endpoints import endpoints
from core.idlers import Idlers
from core.sources.proxy import ProxySource
from core.troubles import Trouble
from tests.integration.clients import watching
from tests.integration.healthy import STAFF, healthy_system
from tests.integration.proxies import Told, at_port
from tests.private_node import PrivateNode

SECONDS = float(os.environ.get("FLOWSCOPE_SILENCE_SECONDS", "20"))
"""600 is what is promised."""


@pytest.mark.timeout(SECONDS + 120)
def test_that_a_healthy_system_has_no_verdicts(node: PrivateNode, vhost_url: str) -> None:
    where = endpoints(vhost_url, node.management_url, node.prometheus_url)
    told = Told()
    heard: dict[tuple[object, str], Trouble] = {}
    with watching(where) as (session, _window):
        impatient = Idlers(session.flow, session.ack_flow, connected=10.0, watched=5.0)
        source = ProxySource(endpoints(vhost_url), session._put, told.say)
        source.start()
        try:
            told.until(lambda: told.states)
            with healthy_system(at_port(vhost_url, told.states[0].port)):  # type: ignore[union-attr]
                until = now() + SECONDS
                while now() < until:
                    session.wait(0.1)
                    session.pump()
                    found = (*session.graph.troubles, *impatient.troubles(session.flow.read_at))
                    heard |= {(one.at, one.kind): one for one in found}
        finally:
            source.stop()
            source.join(10)
    assert {f"service:{name.removesuffix('-1').removesuffix('-2')}" for name in STAFF} <= set(
        session.graph.nodes
    )
    assert session.ack_flow.consumers
    assert not session.ack_flow.is_partial
    assert not heard, [f"{one.at}: {one.text}" for one in heard.values()]
