"""Whether a message's properties are what AMQP allows, found without decoding them."""

import struct
from functools import cache

_LENGTH = struct.Struct(">I")
_KINDS = "sshoosssstssss"
"""Short string, headers, octet or time, in the order of their flags, from bit 15 downwards."""

_UNUSED = 0b11
_SIZES = {ord(tag): size for tags, size in (("tbB", 1), ("sUu", 2), ("Iif", 4)) for tag in tags}
_SIZES |= {ord(tag): 8 for tag in "lLdT"} | {ord("D"): 5, ord("V"): 0}
_SIZED = frozenset(b"Sx")
_NESTED = frozenset(b"FA")
_DEEPEST = 64


def is_sound(properties: bytes) -> bool:
    """Whether these bytes, flags first, are the properties of a message."""
    try:
        at = 2
        for kind in _shape(properties[0] << 8 | properties[1]):
            if kind == "s":
                at += 1 + properties[at]
            elif kind == "h":
                at = _skipped(properties, at, 0)
            else:
                at += 1 if kind == "o" else 8
    except (IndexError, struct.error, ValueError):
        return False
    return at == len(properties)


@cache
def _shape(flags: int) -> str:
    """What follows these flags. Raises ValueError for flags that mean nothing."""
    if flags & _UNUSED:
        raise ValueError("flags without a meaning")
    return "".join(kind for index, kind in enumerate(_KINDS) if flags & 1 << (15 - index))


def _skipped(encoded: bytes, at: int, depth: int, *, named: bool = True) -> int:
    """Where the table or array at `at` ends. Raises ValueError, IndexError or struct.error."""
    end: int = at + 4 + _LENGTH.unpack_from(encoded, at)[0]
    at += 4
    while at < end:
        if named:
            at += 1 + encoded[at]
        tag = encoded[at]
        size = _SIZES.get(tag)
        if size is not None:
            at += 1 + size
        elif tag in _SIZED:
            at += 5 + _LENGTH.unpack_from(encoded, at + 1)[0]
        elif tag in _NESTED and depth < _DEEPEST:
            at = _skipped(encoded, at + 1, depth + 1, named=tag == ord("F"))
        else:
            raise ValueError("no such field")
    if at != end:
        raise ValueError("a field ends beyond its table")
    return end
