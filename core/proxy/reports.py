"""What the process of the proxy tells whoever started it, on a pipe: facts, and how it is doing.

Each report is one octet for its kind, four for its length (little-endian), and its bytes.
"""

import struct
from typing import IO

import msgspec

from core.endpoints import spelled
from core.fact_wire import FactReader, encode_facts
from core.message_facts import MessageFacts
from core.wording import Told, said, told

_HEAD = struct.Struct("<cI")
_FACTS, _STATE = b"F", b"S"


class Listening(msgspec.Struct, frozen=True, tag=True):
    """It takes clients."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """As users write it."""
        return spelled(self.host, self.port)


class Trouble(msgspec.Struct, frozen=True, tag=True):
    """Clients cannot be passed on, or none can come."""

    why: str
    mend: str
    is_the_end: bool = False
    """Nobody listens any more."""


class _ToldTrouble(msgspec.Struct, frozen=True, tag=True):
    """Trouble on its way to whoever words it: the process does not know who reads."""

    why: Told
    mend: Told
    is_the_end: bool

    @classmethod
    def of(cls, trouble: Trouble) -> "_ToldTrouble":
        return cls(told(trouble.why), told(trouble.mend), trouble.is_the_end)

    def read(self) -> Trouble:
        return Trouble(said(self.why), said(self.mend), self.is_the_end)


class Reached(msgspec.Struct, frozen=True, tag=True):
    """The broker is reached again, after trouble."""


class Joined(msgspec.Struct, frozen=True, tag=True):
    """A client is passed on from now on: told before anything of it is."""

    connection: str
    """Its name as the broker spells it."""


class Passing(msgspec.Struct, frozen=True, tag=True):
    """More or fewer clients than before."""

    clients: int
    """Connections that are passed on now."""


State = Listening | Trouble | Reached | Joined | Passing
_decode = msgspec.json.Decoder(Listening | _ToldTrouble | Reached | Joined | Passing).decode


def facts_report(facts: MessageFacts) -> bytes:
    """A batch, as a report."""
    return _report(_FACTS, encode_facts(facts))


def state_report(state: State) -> bytes:
    """How it is doing, as a report."""
    passed = _ToldTrouble.of(state) if isinstance(state, Trouble) else state
    return _report(_STATE, msgspec.json.encode(passed))


class ReportReader:
    """The end of the pipe where reports come out."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._facts = FactReader()

    def read(self) -> MessageFacts | State | None:
        """The next report, waited for; None when the process has ended."""
        head = self._pipe.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack(head)
        encoded = self._pipe.read(length)
        if len(encoded) < length:
            return None
        return self._facts.read(encoded) if kind == _FACTS else _read_state(encoded)


def _read_state(encoded: bytes) -> State:
    state = _decode(encoded)
    return state.read() if isinstance(state, _ToldTrouble) else state


def _report(kind: bytes, encoded: bytes) -> bytes:
    return _HEAD.pack(kind, len(encoded)) + encoded
