"""Decoding deliveries, ours beside pika and pamqp, in one run.

100,000 times Deliver, Header (eight properties, two headers) and Body (124 bytes), fed in pieces of
64 KiB as a socket would. `scan` finds the frames; `deliveries` also reads delivery tag, redelivered,
exchange and routing key, while header and body stay bytes; `all` decodes every property and header
besides. pika and pamqp always decode everything. Prints the median microseconds a message and how
many times faster than pika each is.

    python benchmarks/codec.py [--quick]
"""

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import pamqp.frame
import pika.frame

from core.amqp.contents import Assembler, Content
from core.amqp.frames import FrameScanner
from core.amqp.hot import decode_deliver, encode_content
from core.amqp.methods import encode_method
from core.amqp.properties import Properties

PIECE = 64 * 1024
TARGET = 5.0
PROPERTIES = {
    "content_type": "application/json",
    "headers": {"tenant": "north", "attempt": 3},
    "delivery_mode": 2,
    "priority": 1,
    "correlation_id": "5a1e3c9e-7a52-4c4f-b0f1-8b2f5f3e9d11",
    "message_id": "0d0f6a6e-59a7-4f0d-9a52-0a3ad6e6f001",
    "timestamp": int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
    "app_id": "orders",
}
Decoder = Callable[[bytes], int]


def stream(messages: int) -> bytes:
    properties, body = b"".join(Properties(PROPERTIES).encode()), b"x" * 124
    return b"".join(
        encode_content(
            1,
            encode_method(
                "basic.deliver",
                consumer_tag="ctag1.0123456789abcdef",
                delivery_tag=tag,
                exchange="shop.orders",
                routing_key="order.created",
            ),
            properties,
            body,
            131_072,
        )
        for tag in range(1, messages + 1)
    )


def pieces(encoded: bytes) -> Iterator[bytes]:
    return (encoded[start : start + PIECE] for start in range(0, len(encoded), PIECE))


def scan(encoded: bytes) -> int:
    scanner, frames = FrameScanner(131_072), 0
    for piece in pieces(encoded):
        for _ in scanner.feed(piece):
            frames += 1
    return frames // 3


def deliveries(encoded: bytes) -> int:
    scanner, take, count = FrameScanner(131_072), Assembler().take, 0
    for piece in pieces(encoded):
        for kind, _, payload in scanner.feed(piece):
            part = take(kind, payload)
            if isinstance(part, Content):
                decode_deliver(part.method)
                count += 1
    return count


def everything(encoded: bytes) -> int:
    scanner, take, count = FrameScanner(131_072), Assembler().take, 0
    for piece in pieces(encoded):
        for kind, _, payload in scanner.feed(piece):
            part = take(kind, payload)
            if isinstance(part, Content):
                decode_deliver(part.method)
                count += bool(Properties().decode(part.properties).values)
    return count


def with_pika(encoded: bytes) -> int:
    """As its connection does: what is left after a frame is copied before the next one."""
    buffer, frames = b"", 0
    for piece in pieces(encoded):
        buffer += piece
        while True:
            taken, frame = pika.frame.decode_frame(buffer)
            if frame is None:
                break
            buffer = buffer[taken:]
            frames += 1
    return frames // 3


def with_pamqp(encoded: bytes) -> int:
    """It raises for half a frame, so it gets whole ones."""
    scanner, frames = FrameScanner(), 0
    for piece in pieces(encoded):
        for kind, channel, payload in scanner.feed(piece):
            head = bytes([kind]) + channel.to_bytes(2) + len(payload).to_bytes(4)
            pamqp.frame.unmarshal(head + payload + b"\xce")
            frames += 1
    return frames // 3


DECODERS: dict[str, Decoder] = {
    "scan": scan,
    "deliveries": deliveries,
    "all": everything,
    "pika": with_pika,
    "pamqp": with_pamqp,
}


def microseconds(decoder: Decoder, encoded: bytes, messages: int) -> float:
    began = perf_counter()
    assert decoder(encoded) == messages
    return (perf_counter() - began) / messages * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few messages, for a test")
    messages, rounds = (300, 1) if parser.parse_args().quick else (100_000, 3)
    encoded = stream(messages)
    taken: dict[str, list[float]] = {name: [] for name in DECODERS}
    for _ in range(rounds):
        for name, decoder in DECODERS.items():
            taken[name].append(microseconds(decoder, encoded, messages))
    pika_took = median(taken["pika"])
    print(f"{'decoder':>12} {'us/message':>11} {'times pika':>11}")
    for name, times in taken.items():
        print(f"{name:>12} {median(times):11.2f} {pika_took / median(times):11.1f}")
    print(f"target: deliveries at least {TARGET:.0f} times as fast as pika")


if __name__ == "__main__":
    main()
