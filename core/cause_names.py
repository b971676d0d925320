"""By which headers a message names another one that caused it, or the trace that both are part of."""

from collections.abc import Mapping
from typing import NamedTuple

from core.amqp.fields import Field, shown

_CAUSES = frozenset(
    {
        *("causationid", "xcausationid", "causationmessageid", "causedby", "causeid"),
        *("cloudeventscausationid", "cecausationid", "parentmessageid", "initiatorid"),
        *("inreplyto", "xinreplyto", "rbs2inreplyto", "nservicebusrelatedto"),
    }
)
"""Without hyphens, dots and the like, in small letters: libraries spell them in many ways."""
_TRACE = "traceparent"
_TRACE_ID = slice(3, 35)
_PARENT_LENGTH = 55
_DROPPED = str.maketrans("", "", "-_.: ")
_HINTS = (b"aus", b"AUS", b"eply", b"EPLY", b"elatedTo", b"nitiator", b"arent", b"x-death")
"""A header with a name of those has one of these in its bytes."""


class CauseNames(NamedTuple):
    """What headers say of where a message comes from."""

    cause: str = ""
    """The id of the message that caused it."""
    header: str = ""
    """The header that says so, as it is spelled."""
    trace_id: str = ""
    """Of the trace that it is part of (W3C `traceparent`)."""


NO_NAMES = CauseNames()


def may_tell(encoded: bytes) -> bool:
    """Whether there is any use in decoding headers."""
    return any(hint in encoded for hint in _HINTS)


def cause_names(headers: Mapping[str, Field]) -> CauseNames:
    """What headers say; the first of several causes."""
    cause = header = trace_id = ""
    for name, field in headers.items():
        known = name.lower().translate(_DROPPED)
        if known in _CAUSES and not cause:
            cause, header = _text(field), shown(name)
        elif known.endswith(_TRACE):
            trace_id = _trace_id(_text(field))
    return CauseNames(cause, header if cause else "", trace_id) if cause or trace_id else NO_NAMES


def _text(field: Field) -> str:
    """A message's id: text, or a number as some write it."""
    value = field.value
    if isinstance(value, str | bytes):
        return shown(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _trace_id(parent: str) -> str:
    """`00-<trace>-<parent>-<flags>`; empty where it is none, or says that there is none."""
    if len(parent) < _PARENT_LENGTH or parent[2] != "-" or parent[35] != "-":
        return ""
    found = parent[_TRACE_ID]
    return found if found.strip("0") else ""
