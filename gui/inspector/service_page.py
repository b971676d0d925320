"""The page of a service: who it is, what it publishes to and consumes from, its connections."""

from datetime import datetime
from functools import partial

from core.graph import UNKNOWN_SERVICE, Edge, Node
from core.topology import Connection
from core.unknown_service import unknown_words
from core.wording import counted, phrase, tr
from gui.inspector.figures import (
    answer_notes,
    before_notes,
    counts,
    node_link,
    passing,
    plain,
    tag,
    unknown,
)
from gui.inspector.page import Fact, Item, Page, Section, Value, section
from gui.inspector.reply_times import reply_sections
from gui.inspector.routing_keys import keys_section
from gui.inspector.subject import (
    Subject,
    consumer_words,
    ending,
    leaving,
)
from gui.inspector.troubles import troubles_here

_RULES = {
    "rule": phrase("a rule of yours"),
    "connection_name": phrase(
        "the name that its client gives the connection; replicas are grouped"
    ),
    "user": phrase("its user name, which only it uses"),
    "product": phrase("client library and host: a guess, two programs may look the same"),
    "peer_host": phrase("the host that it connects from"),
    "unknown": phrase("nothing: the broker does not tell whose channels these are"),
}


def service_page(subject: Subject, node: Node) -> Page:
    """Everything about a service."""
    publishes = leaving(subject.graph, node.id, "publish")
    consumes = ending(subject.graph, node.id, "deliver")
    return Page(
        "service",
        node.name,
        tr("service") if node.present else tr("service, not connected now"),
        (
            *troubles_here(subject.graph, node.id),
            *((_what_it_is(subject),) if node.id == UNKNOWN_SERVICE else ()),
            Section(phrase("Identity"), facts=_identity(node)),
            section(
                phrase("Publishes to"),
                publishes,
                partial(_publishes, subject),
                tr("It is not known to publish anything."),
            ),
            keys_section(subject, service=node.id),
            *reply_sections(subject, node.id),
            section(
                phrase("Consumes from"),
                consumes,
                partial(_consumes, subject),
                tr("It consumes from no queue."),
            ),
            section(
                phrase("Connections"),
                subject.connections_of(node.id),
                partial(_connection, subject),
                tr("No connection is open."),
            ),
        ),
    )


def unseen_page(subject: Subject) -> Page:
    """Of whoever publishes where no service is seen to: there is nothing else to say."""
    return Page("service", tr("unknown"), tr("service"), (_what_it_is(subject),))


def _what_it_is(subject: Subject) -> Section:
    return Section(phrase("What this is"), empty=unknown_words(subject.graph))


def _identity(node: Node) -> tuple[Fact, ...]:
    rule = "unknown" if node.id == UNKNOWN_SERVICE else node.named_by
    return (
        Fact(phrase("named by"), Value(tr(_RULES.get(rule, rule or "?")), rule or None)),
        Fact(phrase("instances"), plain(node.instances, tr("Connections that are open now"))),
    )


def _publishes(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    return Item(
        node_link(graph, edge.target),
        passing(graph, edge),
        figures=counts(graph, edge, ("publish", "confirm")),
        tag=tag(edge),
    )


def _consumes(subject: Subject, edge: Edge) -> Item:
    graph = subject.graph
    return Item(
        node_link(graph, edge.source),
        passing(graph, edge),
        (
            plain(consumer_words(subject, edge)),
            *before_notes(graph, edge),
            *answer_notes(graph, edge),
        ),
        counts(graph, edge, ("deliver", "ack")),
        tag(edge),
    )


def _connection(subject: Subject, connection: Connection) -> Item:
    topology = subject.topology
    is_listed = connection.name in topology.connections
    channels = sum(c.connection == connection.name for c in topology.channels.values())
    since = _since(connection)
    words = [
        connection.name if connection.provided_name else "",
        tr("user {user}", user=connection.user) if connection.user else "",
        tr("host {host}", host=connection.peer_host) if connection.peer_host else "",
        connection.product or "",
        counted(channels, phrase("{n:,} channel"), phrase("{n:,} channels")) if is_listed else "",
        connection.state if connection.state not in ("", "running") else "",
    ]
    shown = connection.provided_name or connection.name
    return Item(Value(shown, shown), since, tuple(plain(text) for text in words if text))


def _since(connection: Connection) -> Value:
    if connection.connected_at is None:
        return unknown(tr("The broker did not say since when"))
    at = datetime.fromtimestamp(connection.connected_at).astimezone()
    said = tr("since {time}", time=f"{at:%H:%M:%S}")
    return Value(said, connection.connected_at, hint=f"{at:%Y-%m-%d %H:%M:%S}")
