"""Who disconnects and comes back to the same broker finds what was logged before."""

import pytest
from pytestqt.qtbot import QtBot

from core.clock import now
from core.endpoints import Endpoints, endpoints
from gui.topology_log.words import cells
from gui.watching import Watching
from tests.integration.conftest import NodeWith
from tests.integration.shop import connect
from tests.private_node import PrivateNode

PATIENCE = 40_000


def declare(url: str, queue: str) -> None:
    link = connect(url, "owner")
    link.channel().queue_declare(queue, durable=True)
    link.close()


def delete(url: str, queue: str) -> None:
    link = connect(url, "owner")
    link.channel().queue_delete(queue)
    link.close()


def lines(watching: Watching) -> list[tuple[str, ...]]:
    session = watching.session
    return [] if session is None else [cells(entry)[1:] for entry in session.log.entries]


def told(watching: Watching, verb: str, kind: str, name: str) -> bool:
    return any(one[0].endswith(verb) and one[1:3] == (kind, name) for one in lines(watching))


def watched(qtbot: QtBot, watching: Watching, where: Endpoints) -> None:
    watching.watch(where)
    session = watching.session
    assert session is not None
    qtbot.waitUntil(
        lambda: bool(session.cluster and session.freshness.has_answered), timeout=PATIENCE
    )


def left(qtbot: QtBot, watching: Watching) -> None:
    with qtbot.waitSignal(watching.quiet, timeout=PATIENCE):
        watching.end()


def where_of(node: PrivateNode, vhost: str = "/") -> Endpoints:
    surfaces = node.management_url, node.prometheus_url
    return endpoints(node.amqp_url, *surfaces, environment={}).in_vhost(vhost)


@pytest.mark.timeout(180)
def test_that_the_log_goes_on_where_it_was_left(qtbot: QtBot, node_with: NodeWith) -> None:
    node = node_with(extra_config="# watched twice by its test")
    watching = Watching()
    declare(node.amqp_url, "old")
    watched(qtbot, watching, where_of(node))
    declare(node.amqp_url, "seen")
    qtbot.waitUntil(lambda: told(watching, "appeared", "queue", "seen"), timeout=PATIENCE)
    left(qtbot, watching)
    gone_at = now()
    declare(node.amqp_url, "missed")
    delete(node.amqp_url, "old")

    watched(qtbot, watching, where_of(node))
    qtbot.waitUntil(lambda: told(watching, "appeared", "queue", "missed"), timeout=PATIENCE)

    assert told(watching, "appeared", "queue", "seen")
    assert told(watching, "vanished", "queue", "old")
    own = [one for one in lines(watching) if "amq.gen" in one[2] or "flowscope" in one[2]]
    assert own == []
    verbs = [(one[0].strip(), one[-1]) for one in lines(watching) if one[1] == "broker"]
    assert verbs[0] == ("lost", "disconnected here")
    assert verbs[1][0] == "back"
    assert verbs[1][1].startswith("not watched from ")
    assert watching.session is not None
    ats = [entry.at for entry in watching.session.log.entries]
    assert ats == sorted(ats)
    assert ats[0] < gone_at < ats[-1]
    left(qtbot, watching)


@pytest.mark.timeout(180)
def test_that_another_vhost_has_a_log_of_its_own(qtbot: QtBot, node_with: NodeWith) -> None:
    node = node_with(extra_config="# watched twice by its test")
    node.request("PUT", "/api/vhosts/other", {})
    node.request(
        "PUT", "/api/permissions/other/guest", {"configure": ".*", "write": ".*", "read": ".*"}
    )
    watching = Watching()
    watched(qtbot, watching, where_of(node))
    declare(node.amqp_url, "elsewhere")
    qtbot.waitUntil(lambda: told(watching, "appeared", "queue", "elsewhere"), timeout=PATIENCE)
    left(qtbot, watching)

    watched(qtbot, watching, where_of(node, "other"))
    with qtbot.waitSignal(watching.updated):
        pass
    assert not told(watching, "appeared", "queue", "elsewhere")
    left(qtbot, watching)
