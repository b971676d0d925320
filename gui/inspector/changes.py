"""What changed lately, for the pages of the broker and of a queue: with a time and with who."""

from datetime import datetime
from functools import partial
from itertools import islice

from core.graph import node_id
from core.topology_log import Entry
from core.wording import phrase, tr
from gui.inspector.figures import plain
from gui.inspector.page import Item, Link, Section, Value, section
from gui.inspector.subject import Subject

_NEWEST_HERE = 5
_SIGNS = {"appeared": "+", "vanished": "−", "changed": "~", "lost": "!", "back": "+"}  # noqa: RUF001 - a minus sign


_KINDS = {
    "exchange": phrase("exchange"),
    "queue": phrase("queue"),
    "binding": phrase("binding"),
    "consumer": phrase("consumer"),
    "connection": phrase("connection"),
    "channel": phrase("channel"),
    "policy": phrase("policy"),
    "parameter": phrase("parameter"),
    "vhost": phrase("vhost"),
    "user": phrase("user"),
    "permission": phrase("permission"),
    "broker": phrase("broker"),
}
"""What changes, by the broker's name of its kind."""


def changes_at(subject: Subject, queue: str) -> Section:
    """What changed at a queue: a backlog often begins when its consumer goes."""
    here = (entry for entry in reversed(subject.log.entries) if entry.concerns(queue))
    return section(
        phrase("What changed here"),
        list(islice(here, _NEWEST_HERE)),
        partial(change, subject),
        tr("Nothing has changed since watching began."),
    )


def change(subject: Subject, entry: Entry) -> Item:
    """One change: what, when, and what else is known of it."""
    at = datetime.fromtimestamp(entry.at).astimezone()
    words = [entry.detail, tr("by {who}", who=entry.by) if entry.by else ""]
    link = None
    if entry.kind in ("exchange", "queue"):
        target = node_id("exchange" if entry.kind == "exchange" else "queue", entry.name)
        link = Link(target) if target in subject.graph.nodes else None
    name = Value(
        f"{_SIGNS.get(entry.verb, '~')} {tr(_KINDS.get(entry.kind, entry.kind))} {entry.name}",
        f"{entry.verb} {entry.kind} {entry.name}",
        link,
        entry.verb,
    )
    time = Value(f"{at:%H:%M:%S}", entry.at, hint=f"{at:%Y-%m-%d %H:%M:%S}")
    return Item(name, time, tuple(plain(text) for text in words if text))
