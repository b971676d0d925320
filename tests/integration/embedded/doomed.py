"""A client that is killed at its work: run as a process by `test_killed_clients.py`.

    python -m tests.integration.embedded.doomed publish|consume URL

It says the number of each message, when that was confirmed or came.
"""

import sys
from itertools import count

import pika

QUEUE = "entrusted"
SIZE = 300_000
"""Bytes of a body: it takes three frames, so that a kill leaves half a message behind."""
PREFETCH = 40


def publish(url: str) -> None:
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    channel.confirm_delivery()
    for number in count():
        channel.basic_publish("", QUEUE, str(number).encode().ljust(SIZE))
        _say(number)


def consume(url: str) -> None:
    channel = pika.BlockingConnection(pika.URLParameters(url)).channel()
    channel.basic_qos(prefetch_count=PREFETCH)
    for _, _, body in channel.consume(QUEUE):
        _say(int(body))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"publish": publish, "consume": consume}[sys.argv[1]](sys.argv[2])
