"""How each type of exchange finds its destinations: the tables of direct, fanout, topic, headers."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from core.amqp.fields import Field
from core.broker.erlang_terms import term
from core.broker.field_types import likeness, type_name
from core.broker.refusal import Refusal

Destination = TypeVar("Destination")
_MATCHES = ("all", "any", "all-with-x", "any-with-x")


class RoutingTable(ABC, Generic[Destination]):
    """The bindings of one exchange, arranged for finding."""

    looks_at_headers = False
    """The routing key alone does not tell where a message goes."""

    @abstractmethod
    def add(self, destination: Destination, key: str, arguments: Mapping[str, Field], /) -> None:
        """A binding is new."""

    @abstractmethod
    def discard(
        self, destination: Destination, key: str, arguments: Mapping[str, Field], /
    ) -> None:
        """A binding is gone."""

    @abstractmethod
    def find(self, key: str, headers: Mapping[str, Field], /) -> Iterable[Destination]:
        """The destinations of a message; the same one may come more than once."""


class Counted(dict[Destination, int], Generic[Destination]):
    """Destinations, each as often as it is bound: arguments may make two bindings of one key."""

    def add(self, destination: Destination) -> None:
        """Bound once more."""
        self[destination] = self.get(destination, 0) + 1

    def discard(self, destination: Destination) -> None:
        """Bound once less."""
        left = self.get(destination, 0) - 1
        if left > 0:
            self[destination] = left
        else:
            self.pop(destination, None)


class DirectTable(RoutingTable[Destination]):
    """The routing key is the binding key."""

    def __init__(self) -> None:
        self._bound: dict[str, Counted[Destination]] = {}

    def add(self, destination: Destination, key: str, _arguments: Mapping[str, Field], /) -> None:
        """A binding is new."""
        self._bound.setdefault(key, Counted()).add(destination)

    def discard(
        self, destination: Destination, key: str, _arguments: Mapping[str, Field], /
    ) -> None:
        """A binding is gone."""
        bound = self._bound.get(key)
        if bound is not None:
            bound.discard(destination)
            if not bound:
                del self._bound[key]

    def find(self, key: str, _headers: Mapping[str, Field], /) -> Iterable[Destination]:
        """Where a message goes."""
        return self._bound.get(key, ())


class FanoutTable(RoutingTable[Destination]):
    """Everything goes to everybody."""

    def __init__(self) -> None:
        self._bound: Counted[Destination] = Counted()

    def add(self, destination: Destination, _key: str, _arguments: Mapping[str, Field], /) -> None:
        """A binding is new."""
        self._bound.add(destination)

    def discard(
        self, destination: Destination, _key: str, _arguments: Mapping[str, Field], /
    ) -> None:
        """A binding is gone."""
        self._bound.discard(destination)

    def find(self, _key: str, _headers: Mapping[str, Field], /) -> Iterable[Destination]:
        """Where a message goes."""
        return self._bound


@dataclass(eq=False, slots=True)
class _Word(Generic[Destination]):
    """A node of the trie of binding keys: what may follow, and who is bound up to here."""

    is_hash: bool = False
    next: dict[str, "_Word[Destination]"] = field(default_factory=dict)
    bound: Counted[Destination] = field(default_factory=Counted)


class TopicTable(RoutingTable[Destination]):
    """Words between dots; `*` stands for one word, `#` for any number of words."""

    def __init__(self) -> None:
        self._root: _Word[Destination] = _Word()

    def add(self, destination: Destination, key: str, _arguments: Mapping[str, Field], /) -> None:
        """A binding is new."""
        word = self._root
        for text in _words(key):
            word = word.next.setdefault(text, _Word(text == "#"))
        word.bound.add(destination)

    def discard(
        self, destination: Destination, key: str, _arguments: Mapping[str, Field], /
    ) -> None:
        """A binding is gone."""
        path = [self._root]
        for text in _words(key):
            if (word := path[-1].next.get(text)) is None:
                return
            path.append(word)
        path[-1].bound.discard(destination)
        for text, word in zip(reversed(_words(key)), reversed(path), strict=False):
            path.pop()
            if not word.bound and not word.next:
                del path[-1].next[text]

    def find(self, key: str, _headers: Mapping[str, Field], /) -> Iterable[Destination]:
        """Where a message goes."""
        here = _with_hashes([self._root])
        for text in _words(key):
            here = _with_hashes(_after(here, text))
        found: dict[Destination, int] = {}
        for word in here:
            found.update(word.bound)
        return found


def _words(key: str) -> list[str]:
    """The empty key has no word at all."""
    return key.split(".") if key else []


def _after(words: Iterable[_Word[Destination]], text: str) -> Iterator[_Word[Destination]]:
    """Where one can be after one more word of the routing key."""
    for word in words:
        if word.is_hash:
            yield word
        if text in word.next:
            yield word.next[text]
        if "*" in word.next:
            yield word.next["*"]


def _with_hashes(words: Iterable[_Word[Destination]]) -> dict[_Word[Destination], None]:
    """These, and all `#` that may stand for no word here."""
    found: dict[_Word[Destination], None] = {}
    for start in words:
        word: _Word[Destination] | None = start
        while word is not None and word not in found:
            found[word] = None
            word = word.next.get("#")
    return found


class HeadersTable(RoutingTable[Destination]):
    """All or any of the arguments of a binding must be headers of the message."""

    looks_at_headers = True

    def __init__(self) -> None:
        self._bound: list[tuple[Destination, HeadersPattern]] = []

    def add(self, destination: Destination, _key: str, arguments: Mapping[str, Field], /) -> None:
        """A binding is new."""
        self._bound.append((destination, headers_pattern(arguments)))

    def discard(
        self, destination: Destination, _key: str, arguments: Mapping[str, Field], /
    ) -> None:
        """A binding is gone."""
        gone = (destination, headers_pattern(arguments))
        if gone in self._bound:
            self._bound.remove(gone)

    def find(self, _key: str, headers: Mapping[str, Field], /) -> Iterable[Destination]:
        """Where a message goes."""
        return [destination for destination, pattern in self._bound if pattern.fits(headers)]


@dataclass(slots=True)
class HeadersPattern:
    """What the arguments of a binding to a headers exchange ask for."""

    is_any: bool
    wanted: Mapping[str, Field]

    def fits(self, headers: Mapping[str, Field]) -> bool:
        """Whether the message has all, or any, of what is wanted."""
        found = (_same(wanted, headers.get(name)) for name, wanted in self.wanted.items())
        return any(found) if self.is_any else all(found)

    def lacking(self, headers: Mapping[str, Field]) -> list[str]:
        """Names of wanted headers that the message does not have, or not with this value."""
        return [name for name, one in self.wanted.items() if not _same(one, headers.get(name))]


def headers_pattern(arguments: Mapping[str, Field]) -> HeadersPattern:
    """What a binding with these arguments asks for."""
    match = _match_of(arguments)
    wanted = {
        name: field
        for name, field in arguments.items()
        if name != "x-match" and (match.endswith("-with-x") or not name.startswith("x-"))
    }
    return HeadersPattern(match.startswith("any"), wanted)


def _match_of(arguments: Mapping[str, Field]) -> str:
    field = arguments.get("x-match")
    return "all" if field is None else str(field.value)


def check_match(arguments: Mapping[str, Field]) -> None:
    """Raises Refusal for an `x-match` that means nothing."""
    field = arguments.get("x-match")
    if field is None:
        return
    if field.tag != "S":
        raise Refusal(
            406,
            f"Invalid x-match field type {type_name(field)} (value {term(field)}); "
            "expected longstr",
        )
    if field.value not in _MATCHES:
        raise Refusal(
            406,
            f"Invalid x-match field value {term(field)}; "
            "expected all, any, all-with-x, or any-with-x",
        )


def _same(wanted: Field, header: Field | None) -> bool:
    """A value without content asks only that the header is there."""
    if header is None:
        return False
    if wanted.tag == "V":
        return True
    return likeness(wanted) == likeness(header)


def copied_to(headers: Mapping[str, Field]) -> tuple[str, ...]:
    """The further routing keys of a message, in the headers CC and BCC. Raises Refusal."""
    return _keys(headers, "CC") + _keys(headers, "BCC")


def _keys(headers: Mapping[str, Field], name: str) -> tuple[str, ...]:
    field = headers.get(name)
    if field is None:
        return ()
    if field.tag != "A":
        raise Refusal(
            406,
            f'invalid message: {{unacceptable_type_in_header,"{name}",{type_name(field)}}}',
        )
    return tuple(key for one in field.value if isinstance(key := one.value, str) and one.tag == "S")


TABLES: Mapping[str, type[RoutingTable[Any]]] = {
    "direct": DirectTable,
    "fanout": FanoutTable,
    "topic": TopicTable,
    "headers": HeadersTable,
}
