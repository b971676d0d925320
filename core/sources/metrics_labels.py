"""Reads the labels of RabbitMQ's metrics, also where they are not as Prometheus wants them.

RabbitMQ escapes quotes and backslashes in names from 3.11.24, 3.12.7 and 3.13 on; before that it
prints them as they are. Then only the order of the labels tells where one value ends.
"""

import re

_LABEL = re.compile(rb'(\w+)="((?:[^"\\]|\\.)*)"')
_WELL_FORMED = re.compile(rb'(?:\w+="(?:[^"\\]|\\.)*"(?:,|$))*')
_ESCAPE = re.compile(rb"\\(.)")
_ESCAPED = {b"n": b"\n", b'"': b'"', b"\\": b"\\"}
_ORDERS = (
    ("channel", "queue_vhost", "queue", "exchange_vhost", "exchange"),
    ("channel", "vhost", "queue"),
    ("channel", "vhost", "exchange"),
    ("vhost", "queue"),
)
_IN_ORDER = tuple(
    re.compile(b",".join(b'%s="(.*?)"' % name.encode() for name in names), re.DOTALL)
    for names in _ORDERS
)
_FIRST_TO_ESCAPE = {(3, 11): 24, (3, 12): 7}


def escapes_names(version: str) -> bool:
    """Whether a RabbitMQ of that version prints names as Prometheus wants them."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    series, patch = tuple(numbers[:2]), numbers[2:3]
    if len(series) < 2 or series >= (3, 13):
        return True
    return series in _FIRST_TO_ESCAPE and patch >= [_FIRST_TO_ESCAPE[series]]


def labels_of(text: bytes, *, escaped: bool = True) -> dict[str, str]:
    """Label names and values of what stands between the braces of a series."""
    if escaped and _WELL_FORMED.fullmatch(text):
        return {name.decode(): _decoded(_unescaped(raw)) for name, raw in _LABEL.findall(text)}
    for names, pattern in zip(_ORDERS, _IN_ORDER, strict=True):
        if match := pattern.fullmatch(text):
            return dict(zip(names, map(_decoded, match.groups()), strict=True))
    return {name.decode(): _decoded(raw) for name, raw in _LABEL.findall(text)}


def _unescaped(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[0]), raw)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
