"""The words for what flows: the same in the picture, the charts, the inspector and tool tips.

They are those of RabbitMQ's management pages; `message_stats` spells some of them differently.
"""

from core.wording import phrase, tr

WORDS = {
    "publish": phrase("publish"),
    "route": phrase("route"),
    "deliver": phrase("deliver"),
    "deliver_no_ack": phrase("deliver (auto ack)"),
    "get": phrase("get"),
    "get_no_ack": phrase("get (auto ack)"),
    "dead_letter": phrase("dead-letter"),
    "alternate": phrase("alternate"),
    "bind": phrase("bind"),
    "hop": phrase("work caused"),
    "return_unroutable": phrase("returned"),
    "drop_unroutable": phrase("dropped"),
    "redeliver": phrase("redelivered"),
    "confirm": phrase("confirm"),
    "ack": phrase("ack"),
    "nack": phrase("nack"),
    "reject": phrase("reject"),
    "nack_or_reject": phrase("nack or reject"),
    "requeue": phrase("requeue"),
    "ready": phrase("ready"),
    "unacked": phrase("unacked"),
    "wait": phrase("publish to deliver"),
    "handling": phrase("deliver to ack"),
}
"""By the name of a kind of edge, or of a counter as `message_stats` spells it; to be said with `word`."""


LATELY = phrase(
    "Messages per second over 5 seconds, up to 60 where few pass, 1 where very many do; "
    "charts tell each second"
)
"""Over which time a rate is that stands alone: at an edge, in a table."""
EACH_SECOND = phrase(
    "Over one second; rates at edges are over 5, or up to 60 where few messages pass."
)
"""The same of a rate in a chart, to be told apart."""


def word(name: str) -> str:
    """How a kind of edge or a counter is called on screen."""
    return tr(WORDS[name]) if name in WORDS else name


def spelling(name: str) -> str:
    """How RabbitMQ spells a counter where that is not the word on screen; else empty."""
    is_said_so = name == WORDS.get(name, name)
    return "" if is_said_so else tr("RabbitMQ's counter {name}", name=name)


_ASKED_FOR = {
    "edges": phrase("message counters"),
    "routes": phrase("route counters"),
    "totals": phrase("totals"),
    "topology": phrase("topology"),
}


def asked_for(group: str) -> str:
    """What is read from a node of the broker at one time: `topology, node rabbit@shop`."""
    what, _, node = group.partition(" ")
    words = tr(_ASKED_FOR.get(what, what))
    return tr("{what}, node {node}", what=words, node=node) if node else words
