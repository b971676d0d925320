"""Queues that come and go on a real broker, as those of short-lived clients do: run by `window.py`.

Each is exclusive, of a connection that stays, with a binding and a consumer, and is deleted two
seconds later. It says `ready` on stdout once it has begun, and goes on until it is terminated.
"""

import argparse
from collections import deque
from contextlib import suppress
from itertools import count

import pika
from pika.adapters.blocking_connection import BlockingChannel

ALIVE_S = 2.0


def come_and_go(channel: BlockingChannel, exchanges: int, rate: float) -> None:
    """Declare so many queues a second, and delete what is old."""
    alive: deque[str] = deque()
    for number in count():
        queue = f"load.reply-{number}"
        channel.queue_declare(queue, exclusive=True)
        channel.queue_bind(queue, f"load.x{number * 7 % exchanges}", f"reply.{number}")
        channel.basic_consume(queue, lambda *_: None, auto_ack=True)
        alive.append(queue)
        if len(alive) > ALIVE_S * rate:
            channel.queue_delete(alive.popleft())
        if not number:
            print("ready", flush=True)
        channel.connection.sleep(1 / rate)


def main() -> None:
    """Read where and how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("exchanges", type=int)
    parser.add_argument("rate", type=float, help="queues a second")
    given = parser.parse_args()
    parameters = pika.URLParameters(given.url)
    parameters.client_properties = {"connection_name": "load-asking"}
    with suppress(KeyboardInterrupt), pika.BlockingConnection(parameters) as connection:
        come_and_go(connection.channel(), given.exchanges, given.rate)


if __name__ == "__main__":
    main()
