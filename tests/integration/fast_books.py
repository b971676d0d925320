"""Services that settle thousands of messages a second in every way there is, and keep books."""

import struct
from collections.abc import Callable
from itertools import takewhile
from time import monotonic, perf_counter
from typing import Any

from benchmarks.amqp_client import FRAME_MAX, Client
from core.amqp.frames import BODY, METHOD, encode_frame
from core.amqp.hot import (
    ACK,
    DELIVER,
    NACK,
    REJECT,
    decode_deliver,
    decode_settled,
    encode_content,
    encode_settled,
)
from core.amqp.methods import Method, decode_method, encode_method
from tests.integration.ack_books import AckBooks

RETURN = b"\x00\x3c\x00\x32"
GET_OK = b"\x00\x3c\x00\x47"
_MULTIPLE, _REQUEUE = 1, 2
_UNKNOWN_TAG = 9_999_999
_PATIENCE = 60.0


class FastService(Client):
    """A connection with one channel; what comes is noted whatever it waits for."""

    def __init__(self, url: str, service: str, books: AckBooks) -> None:
        self.service = service
        self.books = books
        super().__init__(url, service)

    def await_(self, name: str) -> Method:
        """Until the broker says that."""
        while True:
            for kind, _, payload in self._frames:
                if (method := self.took(kind, payload)) is not None and method.name == name:
                    return method
            self._receive()

    def serve(self, timeout: float) -> None:
        """Take what has come."""
        for kind, _, payload in self._frames:  # behind an answer that was waited for
            self.took(kind, payload)
        for kind, payload in self.come(timeout):
            self.took(kind, payload)

    def took(self, kind: int, payload: bytes) -> Method | None:
        """Note a frame; a method that is about no message is given back."""
        return decode_method(payload) if kind == METHOD else None

    def until(self, condition: Callable[[], bool]) -> None:
        """Serve until it holds."""
        end = monotonic() + _PATIENCE
        while not condition():
            assert monotonic() < end, (self.service, self.books.counts)
            self.serve(0.02)


class FastPublisher(FastService):
    """Publishes with confirms, but waits for none."""

    def __init__(self, url: str, books: AckBooks) -> None:
        super().__init__(url, "shop", books)
        self.sent = 0
        self.unconfirmed: dict[int, None] = {}
        """Numbers of messages, in order."""
        self.call("confirm.select")

    def publish(self, queue: str) -> None:
        """Straight to a queue, which may not exist."""
        self.sent += 1
        self.unconfirmed[self.sent] = None
        name = f"m{self.sent}".encode()
        properties = struct.pack(">HB", 0x0080, len(name)) + name
        method = encode_method("basic.publish", routing_key=queue, mandatory=True)
        self.send(encode_content(1, method, properties, name.ljust(100), FRAME_MAX))
        self.books.counts["shop", "publish"] += 1

    def took(self, kind: int, payload: bytes) -> Method | None:
        """Confirms may come for many at once."""
        if kind != METHOD:
            return None
        if payload[:4] == ACK:
            tag, bits = decode_settled(payload)
            for one in self._up_to(tag) if bits & _MULTIPLE else [tag]:
                del self.unconfirmed[one]
                self.books.counts["shop", "confirm"] += 1
            return None
        if payload[:4] == RETURN:
            self.books.counts["shop", "return_unroutable"] += 1
            return None
        return decode_method(payload)

    def _up_to(self, tag: int) -> list[int]:
        return list(takewhile(lambda one: one <= tag, self.unconfirmed))


class FastHolder(FastService):
    """Gets messages of the queue of its name and settles each as `settle` says."""

    def __init__(self, url: str, queue: str, books: AckBooks) -> None:
        self.queue = queue
        self.held: dict[int, str] = {}
        self.settle: Callable[[int, bool], None] = lambda _tag, _redelivered: None
        self._coming: tuple[int, bool, str] | None = None
        super().__init__(url, queue.removesuffix(".q"), books)

    def subscribe(self, prefetch: int = 0, *, auto_ack: bool = False) -> None:
        self._auto = auto_ack
        self.call("basic.qos", prefetch_count=prefetch)
        self.call("basic.consume", queue=self.queue, no_ack=auto_ack)

    def get(self, *, auto_ack: bool = False) -> None:
        """Fetch one, if there is one."""
        self._auto = auto_ack
        self.say("basic.get", queue=self.queue, no_ack=auto_ack)
        before = self.count("get") + self.count("get_no_ack")
        is_empty = False
        while not is_empty and self.count("get") + self.count("get_no_ack") == before:
            for kind, payload in self.come(1.0):
                method = self.took(kind, payload)
                is_empty |= method is not None and method.name == "basic.get-empty"

    def count(self, event: str) -> int:
        return self.books.counts[self.queue, event]

    def ack(self, tag: int, *, multiple: bool = False) -> None:
        self._answer(ACK, "ack", tag, multiple=multiple)

    def nack(self, tag: int, *, multiple: bool = False, requeue: bool = False) -> None:
        self._answer(NACK, "nack", tag, multiple=multiple, requeue=requeue)

    def reject(self, tag: int, *, requeue: bool = False) -> None:
        bits = int(requeue)
        self._settled("reject_requeue" if requeue else "reject", [tag])
        self.send(encode_frame(METHOD, 1, encode_settled(REJECT, tag, bits)))

    def recover(self) -> None:
        """All that came before the answer goes back."""
        settle, self.settle = self.settle, lambda _tag, _redelivered: None
        self.call("basic.recover", requeue=True)
        self._settled("recover", list(self.held))
        self.settle = settle

    def close_channel(self) -> None:
        """What is held goes back; nothing may be under way."""
        self._settled("channel_closed", list(self.held))
        self.call("channel.close", reply_code=200, reply_text="")
        self.call("channel.open")

    def break_channel(self) -> None:
        """The broker closes it."""
        self._settled("channel_closed", list(self.held))
        self.send(encode_frame(METHOD, 1, encode_settled(ACK, _UNKNOWN_TAG)))
        self.await_("channel.close")
        self.say("channel.close-ok")
        self.call("channel.open")

    def ask(self) -> None:
        """Wait until all that was said before is done."""
        self.call("queue.declare", queue=self.queue, passive=True)

    def took(self, kind: int, payload: bytes) -> Method | None:
        """A delivery is one with its body."""
        if kind == METHOD and payload[:4] == DELIVER:
            _, tag, redelivered, _, _ = decode_deliver(payload)
            self._coming = tag, redelivered, "deliver"
            return None
        if kind == METHOD and payload[:4] == GET_OK:
            about = decode_method(payload).arguments
            self._coming = about["delivery_tag"], about["redelivered"], "get"
            return None
        if kind == BODY and self._coming is not None:
            self._note(*self._coming, payload.rstrip().decode())
        return super().took(kind, payload)

    def _note(self, tag: int, redelivered: bool, event: str, name: str) -> None:
        counts = self.books.counts
        counts[self.queue, f"{event}_no_ack" if self._auto else event] += 1
        counts[self.queue, "redeliver"] += redelivered
        if not self._auto:
            self.held[tag] = name
            self.books.unacked.add((self.queue, self.service, name))
            self.settle(tag, redelivered)

    def _answer(
        self, method: bytes, event: str, tag: int, *, multiple: bool, requeue: bool = False
    ) -> None:
        tags = [one for one in self.held if one <= tag] if multiple else [tag]
        self._settled(f"{event}_requeue" if requeue else event, tags)
        bits = multiple * _MULTIPLE + requeue * _REQUEUE
        self.send(encode_frame(METHOD, 1, encode_settled(method, tag, bits)))

    def _settled(self, event: str, tags: list[int]) -> None:
        self.books.counts[self.queue, event] += len(tags)
        for tag in tags:
            self.books.unacked.discard((self.queue, self.service, self.held.pop(tag)))


def paced(
    publisher: FastPublisher, shares: dict[str, int], seconds: float, rest: Callable[[], Any]
) -> float:
    """Publish so many a second to each queue and let the others work; how many it really were."""
    began = perf_counter()
    sent = dict.fromkeys(shares, 0)
    while (passed := perf_counter() - began) < seconds:
        for queue, rate in shares.items():
            for _ in range(min(int(rate * passed) - sent[queue], 50)):
                publisher.publish(queue)
                sent[queue] += 1
        publisher.serve(0)
        rest()
    return sum(sent.values()) / (perf_counter() - began)
