"""Drops that the broker counts at the default exchange: direct replies, though they arrive.

RabbitMQ counts a reply by way of amq.rabbitmq.reply-to as dropped; its counters do not tell it
from a message to a queue that is not there.
"""

from core.graph import Edge, node_id
from core.topology import DEFAULT_EXCHANGE
from core.wording import phrase

WORDS = phrase("dropped or direct replies")
_HERE = node_id("exchange", DEFAULT_EXCHANGE)


def may_be_replies(edge: Edge, counter: str) -> bool:
    """What a counter of an edge tells may be replies that arrived."""
    return counter == "drop_unroutable" and edge.target == _HERE
