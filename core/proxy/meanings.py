"""What each method on a channel means to it, by the four bytes that the method begins with."""

from collections.abc import Callable

from core.amqp.methods import id_of
from core.proxy.channel import Channel, Payload

Handlers = dict[bytes, Callable[[Channel, Payload], None]]


def _by_id(named: dict[str, Callable[[Channel, Payload], None]]) -> Handlers:
    return {id_of(name): handler for name, handler in named.items()}


FROM_CLIENT = _by_id(
    {
        "basic.publish": Channel.publish,
        "basic.ack": Channel.ack,
        "basic.nack": Channel.nack,
        "basic.reject": Channel.reject,
        "basic.get": Channel.get,
        "basic.consume": Channel.consume,
        "basic.cancel": Channel.cancel,
        "basic.qos": Channel.qos,
        "basic.recover-async": Channel.recovered,
        "queue.declare": Channel.declare,
        "confirm.select": Channel.select_confirms,
        "tx.select": Channel.select_transactions,
        "channel.close": Channel.leave,
    }
)
"""What the client says that changes what is known."""

FROM_BROKER = _by_id(
    {
        "basic.deliver": Channel.deliver,
        "basic.ack": Channel.confirm,
        "basic.nack": Channel.refuse,
        "basic.get-ok": Channel.got,
        "basic.get-empty": Channel.got_empty,
        "basic.return": Channel.returned,
        "basic.consume-ok": Channel.consuming,
        "basic.cancel-ok": Channel.cancelled,
        "basic.cancel": Channel.cancelled,
        "basic.recover-ok": Channel.recovered,
        "queue.declare-ok": Channel.declare,
        "tx.commit-ok": Channel.commit,
        "tx.rollback-ok": Channel.roll_back,
    }
)
"""What the broker says that changes what is known."""

UNSEEN_FROM_CLIENT = _by_id(
    {
        "basic.publish": lambda channel, _: channel.unseen_publish(),
        **dict.fromkeys(("basic.ack", "basic.nack", "basic.reject"), lambda *_: None),
    }
)
"""What is only counted while nobody looks."""

UNSEEN_FROM_BROKER = _by_id(
    {
        "basic.get-ok": lambda channel, _: channel.unseen_get_ok(),
        **dict.fromkeys(
            ("basic.deliver", "basic.ack", "basic.nack", "basic.return"), lambda *_: None
        ),
    }
)
