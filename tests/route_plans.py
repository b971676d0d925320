"""Exchanges, queues, bindings and messages that nobody thought of, for any broker to route."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from core.publishing import Publish

QUEUES = ("p", "q", "r")
EXCHANGES = ("a", "b", "c", "d")
TYPES = ("direct", "fanout", "topic", "headers")
CHOOSING = ("x-consistent-hash", "x-random", "x-modulus-hash")
_WORDS = st.sampled_from(["x", "y", "", "z.y"])
ROUTING_KEYS = st.lists(_WORDS, max_size=3).map(".".join) | st.sampled_from(QUEUES)
BINDING_KEYS = st.lists(_WORDS | st.sampled_from(["*", "#"]), max_size=3).map(".".join)
_VALUES = st.sampled_from([1, 2, 1.0, True, "1", None, ["x", 1], {"n": 1}])
_NAMES = st.sampled_from(["h", "i", "x-h"])
HEADERS = st.dictionaries(_NAMES, _VALUES, max_size=3)
ARGUMENTS = st.builds(
    lambda asked, match: asked if match is None else {**asked, "x-match": match},
    st.dictionaries(_NAMES, _VALUES.filter(lambda one: type(one) is not float), max_size=3),
    st.sampled_from([None, "all", "any", "all-with-x", "any-with-x"]),
)


@dataclass(frozen=True)
class Declared:
    """An exchange of a plan."""

    name: str
    type: str
    internal: bool
    alternate: str | None


@dataclass(frozen=True)
class Bound:
    """A binding of a plan."""

    source: str
    kind: str
    destination: str
    key: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """A whole vhost, and messages that are published in it."""

    exchanges: tuple[Declared, ...]
    bindings: tuple[Bound, ...]
    messages: tuple[Publish, ...]


def plans(types: tuple[str, ...] = TYPES) -> st.SearchStrategy[Plan]:
    """Any plan with exchanges of these types."""
    alternates = st.none() | st.sampled_from((*EXCHANGES, "amq.topic", "nowhere"))
    exchanges = st.tuples(*(_exchanges(name, types, alternates) for name in EXCHANGES))
    return exchanges.flatmap(_furnished)


def _exchanges(
    name: str, types: tuple[str, ...], alternates: st.SearchStrategy[str | None]
) -> st.SearchStrategy[Declared]:
    internal = st.sampled_from([False, False, False, True])
    return st.builds(Declared, st.just(name), st.sampled_from(types), internal, alternates)


def _furnished(exchanges: tuple[Declared, ...]) -> st.SearchStrategy[Plan]:
    bindings = st.sampled_from(exchanges).flatmap(_bindings)
    return st.builds(
        Plan,
        st.just(exchanges),
        st.lists(bindings, max_size=12).map(tuple),
        st.lists(_messages(), min_size=1, max_size=6).map(tuple),
    )


def _bindings(source: Declared) -> st.SearchStrategy[Bound]:
    kinds = st.sampled_from(["queue", "queue", "exchange"])
    return kinds.flatmap(
        lambda kind: st.builds(
            Bound,
            st.just(source.name),
            st.just(kind),
            st.sampled_from(QUEUES if kind == "queue" else EXCHANGES),
            st.sampled_from(["1", "2"]) if source.type in CHOOSING else BINDING_KEYS,
            ARGUMENTS if source.type == "headers" else st.just({}),
        )
    )


def _messages() -> st.SearchStrategy[Publish]:
    copies = st.fixed_dictionaries(
        {}, optional={name: st.lists(ROUTING_KEYS, max_size=2) for name in ("CC", "BCC")}
    )
    return st.builds(
        lambda exchange, key, headers, copied: Publish(
            exchange=exchange, routing_key=key, headers={**headers, **copied}
        ),
        st.sampled_from((*EXCHANGES, *EXCHANGES, "")),
        ROUTING_KEYS,
        HEADERS,
        copies,
    )
