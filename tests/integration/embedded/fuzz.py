"""Streams of bytes that no client should send, made from a seed: random, mangled, out of place."""

import random
import struct
from collections.abc import Callable
from typing import Any

from core.amqp.fields import encode_table
from core.amqp.frames import BODY, HEADER, METHOD, encode_frame
from core.amqp.methods import encode_method
from core.amqp.signatures import CONTENT, SIGNATURES
from core.amqp.states import FROM_BROKER
from tests.integration.embedded.wire import introduction, said

NAMES = ("", "q", "r", "amq.topic", "amq.fanout", "amq.rabbitmq.trace", "amq.rabbitmq.reply-to")
ODD_NAMES = ("x" * 255, "\udcff\udcfe", "é\n\r\0", "amq.", "../%2F")
KEYS = (
    "x-message-ttl",
    "x-expires",
    "x-max-length",
    "x-max-length-bytes",
    "x-max-priority",
    "x-overflow",
    "x-queue-type",
    "x-single-active-consumer",
    "x-dead-letter-exchange",
    "x-dead-letter-routing-key",
    "x-priority",
    "x-match",
    "alternate-exchange",
    "capabilities",
    "connection_name",
)
NUMBERS = (0, 1, -1, 255, 2**31 - 1, 2**31, -(2**31), 2**63 - 1, float("nan"), float("inf"))
TYPES = ("direct", "fanout", "topic", "headers", "direct", "fanout", "topic", "headers", "no")
CHANNELS = range(1, 9)
USUAL = [
    name
    for name in SIGNATURES
    if name not in FROM_BROKER and name.partition(".")[0] not in {"connection", "channel"}
]
SIZES = (0, 1, 7, 4096, 131_073, 2**31, 2**32 - 1)


def stream(seed: int, vhost: str) -> bytes:
    """What one misbehaving client sends in its life."""
    chance = random.Random(seed)
    frames = [one for _ in range(chance.randint(1, 20)) for one in _sentence(chance)]
    opening = introduction(vhost, _table(chance)) + [said("channel.open", n) for n in CHANNELS]
    if chance.random() < 0.2:
        opening.pop(chance.randrange(len(opening)))
    return b"".join(opening) + chance.choice(MANGLINGS)(frames, chance)


def pieces(octets: bytes, seed: int) -> list[bytes]:
    """The same bytes as they may come from a network."""
    chance = random.Random(seed)
    cuts = sorted(chance.choices(range(len(octets) + 1), k=chance.randrange(4)))
    return [octets[a:b] for a, b in zip([0, *cuts], [*cuts, len(octets)], strict=True)]


# What a client might say, each frame in its right form.


def _sentence(chance: random.Random) -> list[bytes]:
    is_usual = chance.random() < 0.95
    name = chance.choice(USUAL if is_usual else list(SIGNATURES))
    channel = chance.choice(CHANNELS if is_usual else (0, 65535))
    method = encode_method(name, **_arguments(name, chance))
    frames = [encode_frame(METHOD, channel, method)]
    return frames + _content(channel, chance) if name in CONTENT else frames


def _content(channel: int, chance: random.Random) -> list[bytes]:
    body = chance.randbytes(chance.choice((0, 1, 500)))
    header = struct.pack(">HHQ", 60, 0, chance.choice((len(body),) * 9 + (2**40,)))
    properties = b"\x20\0" + encode_table(_table(chance))
    properties = chance.choice((b"\0\0", properties, properties, properties, b"\xff\xfe\0"))
    frames = [encode_frame(HEADER, channel, header + properties)]
    return frames + [encode_frame(BODY, channel, body)] * (2 if chance.random() < 0.05 else 1)


def _arguments(name: str, chance: random.Random) -> dict[str, Any]:
    fields = SIGNATURES[name].fields
    said = {field: _VALUES[kind](chance) for kind, field in fields if field != "-"}
    return {**said, "type": chance.choice(TYPES)} if "type" in said else said


def _number(octets: int) -> Callable[[random.Random], int]:
    largest = 2 ** (8 * octets) - 1
    return lambda chance: chance.choice((0, 1, 2, 3, largest))


def _name(chance: random.Random) -> str:
    return chance.choice(NAMES if chance.random() < 0.8 else ODD_NAMES)


def _table(chance: random.Random) -> dict[str, Any]:
    return {chance.choice(KEYS): _field(chance) for _ in range(chance.randrange(3))}


def _field(chance: random.Random) -> Any:
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: chance.choice(NUMBERS),
        lambda: _name(chance),
        lambda: chance.randbytes(4),
        lambda: chance.random() < 0.5,
        lambda: [_field(chance)],
        lambda: _table(chance),
        lambda: None,
    )
    return chance.choice(kinds)()


_VALUES: dict[str, Callable[[random.Random], Any]] = {
    "octet": _number(1),
    "short": _number(2),
    "long": _number(4),
    "longlong": _number(8),
    "shortstr": _name,
    "longstr": lambda chance: chance.randbytes(chance.randrange(20)),
    "table": _table,
    "bit": lambda chance: chance.random() < 0.2,
}


# How it is spoilt.


def _kept(frames: list[bytes], _chance: random.Random) -> bytes:
    return b"".join(frames)


def _shuffled(frames: list[bytes], chance: random.Random) -> bytes:
    return b"".join(chance.sample(frames, len(frames)))


def _flipped(frames: list[bytes], chance: random.Random) -> bytes:
    octets = bytearray(b"".join(frames))
    for _ in range(chance.randint(1, 4)):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    return bytes(octets)


def _cut(frames: list[bytes], chance: random.Random) -> bytes:
    octets = b"".join(frames)
    return octets[: chance.randrange(len(octets))]


def _resized(frames: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(frames))
    size = struct.pack(">I", chance.choice(SIZES))
    frames[at] = frames[at][:3] + size + frames[at][7:]
    return b"".join(frames)


def _noisy(frames: list[bytes], chance: random.Random) -> bytes:
    noise = chance.randbytes(chance.randint(1, 64))
    return b"".join((*frames[: chance.randrange(len(frames))], noise, *frames))


MANGLINGS = (_kept, _kept, _shuffled, _flipped, _flipped, _cut, _resized, _noisy)
