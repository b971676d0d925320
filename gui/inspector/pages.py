"""Which page shows a selection."""

from core.graph import UNKNOWN_SERVICE, Node
from core.selection import Selection, exists, words
from core.wording import tr
from gui.inspector.broker_page import broker_page
from gui.inspector.edge_page import edge_page
from gui.inspector.exchange_page import exchange_page
from gui.inspector.hop_page import hop_page
from gui.inspector.page import Page
from gui.inspector.queue_page import queue_page
from gui.inspector.service_page import service_page, unseen_page
from gui.inspector.subject import Subject


def page_of(subject: Subject, selection: Selection) -> Page:
    """The page of a node, an edge, or the broker when nothing is selected."""
    if selection is None:
        return broker_page(subject)
    if isinstance(selection, tuple) and selection[0] == "hop":
        return hop_page(subject, selection)
    if selection == UNKNOWN_SERVICE and selection not in subject.graph.nodes:
        return unseen_page(subject)
    if not exists(subject.graph, selection):
        return Page("gone", words(subject.graph, selection), tr("no longer there"), ())
    if isinstance(selection, str):
        return _node_page(subject, subject.graph.nodes[selection])
    return edge_page(subject, subject.graph.edges[selection])


def _node_page(subject: Subject, node: Node) -> Page:
    match node.kind:
        case "service":
            return service_page(subject, node)
        case "exchange":
            return exchange_page(subject, node)
        case "queue":
            return queue_page(subject, node)
