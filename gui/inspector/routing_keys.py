"""With which routing keys messages were published, for the pages of services and exchanges."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import numbers
from core.graph import node_id
from core.routes import rule
from core.services import OWN_PREFIX
from core.topology import DEFAULT_EXCHANGE
from core.wording import counted, phrase, tr
from gui.inspector.figures import node_link, plain
from gui.inspector.page import Fact, Figure, Item, Section, Tag, Value
from gui.inspector.subject import Subject

if TYPE_CHECKING:
    from core.key_counts import KeyCount

_MOST, _MOST_BOUND, _MOST_PLACES = 25, 12, 4
_TITLE = phrase("Routing keys that were published")
_HOW = phrase(
    "seen one by one while the firehose or the proxy looked: what passed before, and in between, "
    "is not counted here"
)
_NOBODY = phrase("No single message was seen: the firehose or the proxy shows them.")


def keys_section(subject: Subject, *, service: str = "", exchange: str | None = None) -> Section:
    """Those of a service (its node's id), of an exchange, or of one that publishes to the other."""
    counts = list(_counts(subject, service, exchange))
    if not counts:
        bound = () if exchange is None else tuple(_bound(subject, exchange))
        return Section(_TITLE, facts=bound, empty=tr(_NOBODY))
    groups: dict[tuple[str, str], list[KeyCount]] = {}
    for one in counts:
        place = one.exchange if exchange is None else ""
        groups.setdefault((one.routing_key, place), []).append(one)
    ranked = sorted(groups.items(), key=lambda group: (_rank(group[1]), group[0]))
    items = tuple(
        _item(subject, group, with_service=not service, with_exchange=exchange is None)
        for _, group in ranked[:_MOST]
    )
    facts = tuple(_sums(counts, len(groups)))
    return Section(_TITLE, facts=facts, items=items, left_out=len(groups) - len(items))


def _counts(subject: Subject, service: str, exchange: str | None) -> Iterator["KeyCount"]:
    for one in subject.ack_flow.key_counts:
        if exchange not in (None, one.exchange) or one.party.vhost != subject.endpoints.vhost:
            continue
        if one.times and service in ("", _service(subject, one)):
            yield one


def own_facts(subject: Subject, exchange: str) -> Iterator[Fact]:
    """Flowscope's own messages that went to no queue there: what services publish leaves them out."""
    own = [
        one
        for one in _counts(subject, "", exchange)
        if one.party.service.startswith(OWN_PREFIX)
        and _service(subject, one) not in subject.graph.nodes
    ]
    if nowhere := sum(one.nowhere for one in own):
        words = counted(
            nowhere,
            phrase("{n:,} more to no queue, a test event"),
            phrase("{n:,} more to no queue, test events"),
        )
        tag = Tag("observed", tr(_HOW), subject.ack_flow.key_counts.missed)
        yield Fact(phrase("Flowscope's own"), Value(words, nowhere), tag)


def _service(subject: Subject, one: "KeyCount") -> str:
    """Who published, by the id of a node."""
    node = subject.service_of(one.party.connection)
    return node.id if node is not None else node_id("service", one.party.service)


def _rank(group: list["KeyCount"]) -> int:
    """Twice as many come first, then by name: exact counts would change the order all the time."""
    return -sum(one.times for one in group).bit_length()


def _sums(counts: list["KeyCount"], keys: int) -> Iterator[Fact]:
    since = min(one.since for one in counts)
    yield Fact(phrase("counted since"), Value(numbers.clock(since), since, hint=tr(_HOW)))
    yield Fact(phrase("different keys"), Value(numbers.exact_count(keys), keys))
    yield Fact(phrase("to no queue"), _nowhere(counts))


def _item(
    subject: Subject, group: list["KeyCount"], *, with_service: bool, with_exchange: bool
) -> Item:
    key, times = group[0].routing_key, sum(one.times for one in group)
    bound = subject.ack_flow.key_counts.missed
    figures = [Figure(phrase("published"), Value(numbers.exact_count(times, bound), times))]
    if any(one.nowhere for one in group):
        figures.append(Figure(phrase("to no queue"), _nowhere(group)))
    notes: tuple[Value, ...] = ()
    if with_exchange:
        notes = (node_link(subject.graph, node_id("exchange", group[0].exchange)),)
    if with_service:
        ids = sorted({_service(subject, one) for one in group})
        notes = tuple(node_link(subject.graph, id_) for id_ in ids[:_MOST_PLACES])
        if (more := len(ids) - _MOST_PLACES) > 0:
            notes += (plain(tr("and {n:,} more", n=more)),)
    name = Value(key or tr("(empty)"), key)
    return Item(name, notes=notes, figures=tuple(figures), tag=Tag("observed", tr(_HOW), bound))


def _nowhere(counts: list["KeyCount"]) -> Value:
    """How many no queue took; at least so many where that was not told of all."""
    nowhere, told = sum(one.nowhere for one in counts), sum(one.told for one in counts)
    if not told:
        return Value(numbers.UNKNOWN, None, hint=tr("The proxy does not see what queues take"))
    is_bound = told < sum(one.times for one in counts)
    return Value(numbers.exact_count(nowhere, is_bound), nowhere)


def _bound(subject: Subject, exchange: str) -> Iterator[Fact]:
    """What is known without a look at single messages."""
    topology = subject.topology
    declared = topology.exchanges.get(exchange)
    if declared is None or exchange == DEFAULT_EXCHANGE or rule(declared) in ("fanout", "headers"):
        return
    keys = sorted({one.routing_key for one in topology.bindings_by_source.get(exchange, ())})
    if not keys:
        return
    shown = tr(", ").join(key or tr("(empty)") for key in keys[:_MOST_BOUND])
    if (more := len(keys) - _MOST_BOUND) > 0:
        shown = tr("{first} and {n:,} more", first=shown, n=more)
    yield Fact(phrase("published"), Value(numbers.UNKNOWN, None, hint=tr(_NOBODY)))
    yield Fact(phrase("bound"), Value(shown, keys))
    if any(queue.dead_letter_exchange == exchange for queue in topology.queues.values()):
        why = tr(
            "only what is bound: dead letters come here, and neither the firehose nor the proxy "
            "shows them; what services publish here, they do show"
        )
    else:
        why = tr("only what is bound: the firehose or the proxy shows what is published")
    yield Fact(phrase("known"), plain(why))
