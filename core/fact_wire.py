"""Batches of facts as bytes, for a pipe between processes.

A batch is, all numbers little-endian: the two letters `FF`, one octet for the version (2), one for
nothing; the length of the head (4 octets) and the head, in MessagePack; then the records as
`LAYOUT` of `message_facts` has them. The head is a list: facts lost, how many strings and how many
parties the reader must have of earlier batches (0 for both: begin anew), new strings, new parties
(connection, service, user, vhost), the ids of this batch, its contents (properties, body, size of
the whole body). Texts are UTF-8, with other octets as they came from the broker.
"""

import struct
from collections.abc import Iterable

import msgspec
import numpy as np

from core.content import Content
from core.message_facts import NOBODY, RECORD, MessageFacts, Party

_MAGIC = b"FF"
_VERSION = 2
_BEGINNING = struct.Struct("<2sBxI")
_Carried = tuple[bytes, bytes, int, bool]
_Head = tuple[int, int, int, list[bytes], list[list[bytes]], list[bytes], list[_Carried]]
_encode_head = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(_Head).decode


class BatchError(ValueError):
    """Bytes that are no batch, or not the one that follows."""


def encode_facts(facts: MessageFacts) -> bytes:
    """A batch as bytes; whoever reads it must have had all earlier ones of its source."""
    strings, parties = facts.new
    head = _encode_head(
        (
            facts.lost,
            strings[0],
            parties[0],
            _octets(facts.strings[slice(*strings)]),
            [_octets(party) for party in facts.parties[slice(*parties)]],
            _octets(facts.ids),
            [
                (one.header, one.body, one.size, one.is_copy)
                for one in facts.contents
                if one is not None
            ],
        )
    )
    return _BEGINNING.pack(_MAGIC, _VERSION, len(head)) + head + facts.records.tobytes()


class FactReader:
    """The end of a pipe that batches of one source come out of."""

    def __init__(self) -> None:
        self._strings: list[str] = [""]
        self._parties: list[Party] = [NOBODY]

    def read(self, encoded: bytes) -> MessageFacts:
        """The next batch. Raises BatchError."""
        head, records = _parts(encoded)
        lost, strings, parties, new_strings, new_parties, ids, carried = head
        if not strings and not parties:
            self._strings, self._parties = [], []
        if strings != len(self._strings) or parties != len(self._parties):
            raise BatchError("a batch before this one is missing: its texts are not known")
        self._strings.extend(_texts(new_strings))
        self._parties.extend(Party(*_texts(party)) for party in new_parties)
        new = (strings, len(self._strings)), (parties, len(self._parties))
        contents = [None, *(Content(*one) for one in carried)]
        return MessageFacts(records, self._strings, self._parties, _texts(ids), contents, lost, new)


def _parts(encoded: bytes) -> tuple[_Head, "np.ndarray[tuple[int], np.dtype[np.void]]"]:
    try:
        magic, version, length = _BEGINNING.unpack_from(encoded)
        if (magic, version) != (_MAGIC, _VERSION):
            raise BatchError(f"no batch of facts of version {_VERSION}")
        end = _BEGINNING.size + length
        head = _decode_head(memoryview(encoded)[_BEGINNING.size : end])
        return head, np.frombuffer(encoded, RECORD, offset=end)
    except (struct.error, msgspec.MsgspecError, ValueError) as error:
        raise BatchError(f"no batch of facts: {error}") from error


def _octets(texts: Iterable[str]) -> list[bytes]:
    return [text.encode("utf-8", "surrogateescape") for text in texts]


def _texts(octets: Iterable[bytes]) -> list[str]:
    return [text.decode("utf-8", "surrogateescape") for text in octets]
