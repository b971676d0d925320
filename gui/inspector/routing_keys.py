"""With which routing keys messages were published, for the pages of services and exchanges."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

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

Name = TypeVar("Name", str, tuple[str, str])
_MOST, _MOST_OF_ONE, _MOST_BOUND = 25, 8, 12
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
    shown = Section(_TITLE, facts=tuple(_sums(counts)))
    if service:
        return shown.listing(_by_key(counts), partial(_key_item, subject, exchange), _MOST)
    return shown.listing(_by_service(subject, counts), partial(_service_item, subject))


def _by_key(counts: Iterable["KeyCount"]) -> list[list["KeyCount"]]:
    """Those of one routing key and exchange together, the most frequent first."""
    groups: dict[tuple[str, str], list[KeyCount]] = {}
    for one in counts:
        groups.setdefault((one.routing_key, one.exchange), []).append(one)
    return [group for _, group in sorted(groups.items(), key=_ranked)]


def _by_service(
    subject: Subject, counts: Iterable["KeyCount"]
) -> list[tuple[str, list["KeyCount"]]]:
    """Who published, with what of it, whoever published most first."""
    groups: dict[str, list[KeyCount]] = {}
    for one in counts:
        groups.setdefault(_service(subject, one), []).append(one)
    return sorted(groups.items(), key=_ranked)


def _ranked(group: tuple[Name, list["KeyCount"]]) -> tuple[int, Name]:
    """Twice as many come first, then by name: exact counts would change the order all the time."""
    return -sum(one.times for one in group[1]).bit_length(), group[0]


def _service_item(subject: Subject, group: tuple[str, list["KeyCount"]]) -> Item:
    """Somebody who publishes, with the keys below."""
    service, counts = group
    keys = _by_key(counts)
    below = Section(f"{_TITLE}: {service}")
    return Item(
        node_link(subject.graph, service),
        figures=_figures(subject, counts),
        tag=_tag(subject),
        below=below.listing(keys, partial(_line, subject), _MOST_OF_ONE),
    )


def _line(subject: Subject, counts: list["KeyCount"]) -> Item:
    """A routing key below whoever published with it."""
    published, *nowhere = _figures(subject, counts)
    return Item(_key(counts), published, figures=tuple(nowhere))


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
        yield Fact(phrase("Flowscope's own"), Value(words, nowhere), _tag(subject))


def _service(subject: Subject, one: "KeyCount") -> str:
    """Who published, by the id of a node."""
    node = subject.service_of(one.party.connection)
    return node.id if node is not None else node_id("service", one.party.service)


def _sums(counts: list["KeyCount"]) -> Iterator[Fact]:
    since, keys = min(one.since for one in counts), len(_by_key(counts))
    yield Fact(phrase("counted since"), Value(numbers.clock(since), since, hint=tr(_HOW)))
    yield Fact(phrase("different keys"), Value(numbers.exact_count(keys), keys))
    yield Fact(phrase("to no queue"), _nowhere(counts))


def _key_item(subject: Subject, exchange: str | None, counts: list["KeyCount"]) -> Item:
    """A routing key, with its exchange where that is not the page's."""
    notes: tuple[Value, ...] = ()
    if exchange is None:
        notes = (node_link(subject.graph, node_id("exchange", counts[0].exchange)),)
    return Item(_key(counts), notes=notes, figures=_figures(subject, counts), tag=_tag(subject))


def _key(counts: list["KeyCount"]) -> Value:
    key = counts[0].routing_key
    return Value(key or tr("(empty)"), key)


def _figures(subject: Subject, counts: list["KeyCount"]) -> tuple[Figure, ...]:
    times = sum(one.times for one in counts)
    shown = numbers.exact_count(times, subject.ack_flow.key_counts.missed)
    published = Figure(phrase("published"), Value(shown, times))
    if any(one.nowhere for one in counts):
        return published, Figure(phrase("to no queue"), _nowhere(counts))
    return (published,)


def _tag(subject: Subject) -> Tag:
    return Tag("observed", tr(_HOW), subject.ack_flow.key_counts.missed)


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
