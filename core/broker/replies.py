"""Direct reply-to: an answer goes straight to the channel that asked, without a queue."""

import base64
import secrets
import struct

from core.broker.message import Message
from core.broker.parties import Consumer

NAME = "amq.rabbitmq.reply-to"
_PREFIX = f"{NAME}."


class Replies:
    """Who waits for direct replies, by the address that its requests carry."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[str, Consumer] = {}

    def add(self, consumer: Consumer) -> str:
        """A channel wants replies; says the address of its requests."""
        address = f"{_PREFIX}{_process(consumer)}.{_text(secrets.token_bytes(16))}"
        self._waiting[address] = consumer
        return address

    def discard(self, address: str) -> None:
        """A channel wants no more replies."""
        self._waiting.pop(address, None)

    def knows(self, address: str) -> bool:
        """Whether somebody waits there."""
        return address in self._waiting

    def give(self, message: Message) -> bool:
        """Whether the routing key was such an address and somebody waited there."""
        consumer = self._waiting.get(message.routing_key)
        if consumer is None:
            return False
        consumer.reply(message)
        return True


def _process(consumer: Consumer) -> str:
    """The channel's process as RabbitMQ writes it there: an Erlang term."""
    node = b"flowscope@localhost"
    pid = struct.pack(">III", consumer.channel.pid, 0, 1)
    return _text(b"\x83\x58\x77" + bytes([len(node)]) + node + pid)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
