"""What the messages of `amq.rabbitmq.event` say, as facts.

Bodies are empty and everything is in the headers; Erlang terms inside them are printed as text
(`{127,0,0,1}`, `{<<"product">>,longstr,<<"pika">>}`), so only what is safe to read is read.
"""

import ast
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.facts import (
    ChannelClosed,
    ChannelOpened,
    ConnectionClosed,
    ConnectionOpened,
    DeclarationChanged,
    Fact,
)
from core.sources.metrics_text import process_id
from core.topology import consumer_words
from core.topology_changes import bound_words

BINDING_KEYS = (
    "connection.#",
    "channel.#",
    "consumer.#",
    "queue.#",
    "exchange.#",
    "binding.#",
    "policy.#",
    "vhost.#",
)
"""What we listen to."""

_PROPERTY = re.compile(r'^\{<<"(?P<name>[^"]+)">>,longstr,<<"(?P<value>.*)">>\}$', re.DOTALL)
_ARGUMENT = re.compile(
    r'^\{<<"(?P<name>[^"\\]+)">>,(?P<kind>\w+),(?:<<"(?P<text>[^"\\]*)">>|(?P<value>[\w.+-]+))\}$'
)
_INTEGERS = (
    *("byte", "unsignedbyte", "short", "unsignedshort"),
    "signedint",
    "unsignedint",
    "long",
)
_PLAIN: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys((*_INTEGERS, "timestamp"), int),
    **dict.fromkeys(("float", "double"), float),
    "bool": "true".__eq__,
    "void": str,
}
"""How values of a type are read, other than texts."""
_DECLARATIONS = ("consumer", "queue", "exchange", "binding", "policy")


def facts_of(routing_key: str, headers: Mapping[str, Any], vhost: str, at: float) -> Iterator[Fact]:
    """The facts of one event; events of other vhosts only as far as they name processes."""
    match routing_key:
        case "connection.created":
            yield _connection_opened(headers, at)
        case "connection.closed":
            pid = process_id(_text(headers, "node"), _text(headers, "pid"))
            yield ConnectionClosed(at=at, name=_text(headers, "name"), pid=pid)
        case "channel.created":
            yield ChannelOpened(
                at=at,
                name=_text(headers, "name"),
                pid=process_id("", _text(headers, "pid")),
                vhost=_text(headers, "vhost"),
                user=_text(headers, "user"),
            )
        case "channel.closed":
            yield ChannelClosed(at=at, pid=process_id("", _text(headers, "pid")))
        case _ if routing_key.split(".")[0] in _DECLARATIONS and headers.get("vhost") == vhost:
            yield DeclarationChanged(
                at=at,
                what=routing_key,
                name=_declared_name(routing_key, headers),
                by=_text(headers, "user_who_performed_action"),
                **_consumed(routing_key, headers),
            )


def _connection_opened(headers: Mapping[str, Any], at: float) -> ConnectionOpened:
    node = _text(headers, "node")
    properties = _client_properties(headers.get("client_properties"))
    return ConnectionOpened(
        at=at,
        name=_text(headers, "name"),
        pid=process_id(node, _text(headers, "pid")),
        node=node,
        vhost=_text(headers, "vhost"),
        user=_text(headers, "user"),
        provided_name=_text(headers, "user_provided_name")
        or properties.get("connection_name")
        or None,
        peer_host=_address(_text(headers, "peer_host")),
        product=properties.get("product"),
    )


def _consumed(routing_key: str, headers: Mapping[str, Any]) -> dict[str, str]:
    if not routing_key.startswith("consumer."):
        return {}
    channel = process_id("", _text(headers, "channel"))
    return {"queue": _text(headers, "queue"), "channel": channel}


def _declared_name(routing_key: str, headers: Mapping[str, Any]) -> str:
    if routing_key.startswith("binding."):
        source = _text(headers, "source_name") or "(AMQP default)"
        destination, key = _text(headers, "destination_name"), _text(headers, "routing_key")
        return bound_words(source, destination, key, _arguments(headers.get("arguments")))
    if routing_key.startswith("consumer."):
        return consumer_words(_text(headers, "consumer_tag"), _text(headers, "queue"))
    return _text(headers, "name")


def _client_properties(printed: object) -> dict[str, str]:
    lines = printed if isinstance(printed, list) else []
    found = (_PROPERTY.match(line) for line in lines if isinstance(line, str))
    return {match["name"]: match["value"] for match in found if match}


def _arguments(printed: object) -> dict[str, Any]:
    """Those of a binding; none where not each of them can be read."""
    lines = printed if isinstance(printed, list) else []
    found: dict[str, Any] = {}
    for line in lines:
        match = _ARGUMENT.match(line) if isinstance(line, str) else None
        if match is None:
            return {}
        name, kind, text, value = match["name"], match["kind"], match["text"], match["value"]
        try:
            found[name] = text if kind == "longstr" else _PLAIN[kind](value)
        except (KeyError, ValueError):
            return {}
    return found


def _address(printed: str) -> str:
    """`{127,0,0,1}` or a tuple of eight words as an address; anything else as it is."""
    if not printed.startswith("{"):
        return printed
    try:
        parts = ast.literal_eval(printed.replace("{", "(").replace("}", ")"))
        if len(parts) == 4:
            return ".".join(str(int(part)) for part in parts)
        packed = b"".join(int(part).to_bytes(2, "big") for part in parts)
        return str(ipaddress.IPv6Address(packed))
    except (ValueError, SyntaxError, TypeError, OverflowError):
        return printed


def _text(headers: Mapping[str, Any], name: str) -> str:
    value = headers.get(name, "")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) and value != "undefined" else ""
