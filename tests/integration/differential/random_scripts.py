"""Scripts that nobody wrote: valid operations on a few queues, each done before the next begins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Script, Stage

QUEUES = ("p", "q", "dead")
EXCHANGES = ("amq.topic", "amq.fanout", "amq.direct", "amq.headers")
KEYS = ("a", "a.b", "#", "*.b")
DEAD = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"}
KINDS_OF_QUEUES: tuple[dict[str, Any], ...] = (
    {},
    DEAD,
    {"x-max-length": 2},
    {"x-max-length": 2, **DEAD},
    {"x-max-length": 2, "x-overflow": "reject-publish"},
    {"x-max-length": 2, "x-overflow": "reject-publish-dlx", **DEAD},
    {"x-max-length-bytes": 5, **DEAD},
    {"x-max-priority": 3},
    {"x-max-priority": 2, "x-max-length": 3, **DEAD},
    {"x-single-active-consumer": True},
    {"x-message-ttl": 0, **DEAD},
)


@dataclass
class Run:
    """A random script while it is played."""

    channels: tuple[Channel, ...]
    settled: set[tuple[int, int]] = field(default_factory=set)
    """Channel and delivery tag of what was acknowledged or needed no acknowledgement."""
    consumers: dict[tuple[int, str], str] = field(default_factory=dict)
    """The queue of each consumer, by channel and tag."""
    untold: tuple[str, ...] = ()
    """Properties that no message has in this script."""
    numbers: int = 0

    def unacked(self, channel: Channel) -> list[int]:
        """Delivery tags that the channel may acknowledge."""
        known = {tag for number, tag in self.settled if number == channel.number}
        return [tag for tag in channel.delivery_tags if tag not in known]

    def settle(self) -> None:
        """Wait until nothing moves any more: what is dead-lettered may be dead-lettered again."""
        for _ in range(2):
            for channel in self.channels:
                channel.settle(*QUEUES)
        for channel in self.channels:
            channel.all_confirmed()

    def end(self) -> None:
        """Cancel every consumer and take what is left."""
        for at, tag in sorted(self.consumers):
            self.channels[at].do("basic.cancel", consumer_tag=tag)
        self.settle()
        for queue in QUEUES:
            while self.channels[0].do("basic.get", queue=queue).name == "basic.get-ok":
                pass


Operation = Callable[[Run], None]


def publish(
    at: int, where: tuple[str, str], mandatory: bool, properties: dict[str, Any]
) -> Operation:
    def done(run: Run) -> None:
        run.numbers += 1
        exchange, key = where
        body = str(run.numbers).encode()
        told = {name: one for name, one in properties.items() if name not in run.untold}
        run.channels[at].publish(key, body, exchange, mandatory=mandatory, **told)

    return done


def get(at: int, queue: str, no_ack: bool) -> Operation:
    def done(run: Run) -> None:
        channel = run.channels[at]
        event = channel.do("basic.get", queue=queue, no_ack=no_ack)
        if no_ack and event.name == "basic.get-ok":
            run.settled.add((channel.number, event.method.delivery_tag))

    return done


def answer(at: int, name: str, which: int, multiple: bool, requeue: bool) -> Operation:
    def done(run: Run) -> None:
        channel = run.channels[at]
        unacked = sorted(run.unacked(channel))
        if not unacked:
            return
        tag = unacked[which % len(unacked)]
        upto = [one for one in unacked if one <= tag] if multiple else [tag]
        fields = {"basic.ack": {"multiple": multiple}, "basic.reject": {"requeue": requeue}}
        both = {"multiple": multiple, "requeue": requeue}
        if name == "basic.reject":
            upto = [tag]
        run.settled.update((channel.number, one) for one in upto)
        channel.send(name, delivery_tag=tag, **fields.get(name, both))

    return done


def consume(at: int, queue: str, tag: str, priority: int | None) -> Operation:
    def done(run: Run) -> None:
        if (at, tag) in run.consumers:
            run.channels[at].do("basic.cancel", consumer_tag=tag)
            del run.consumers[at, tag]
            return
        run.consumers[at, tag] = queue
        table = {} if priority is None else {"x-priority": priority}
        run.channels[at].do("basic.consume", queue=queue, consumer_tag=tag, arguments=table)

    return done


def prefetch(at: int, count: int) -> Operation:
    return lambda run: _do(run, at, "basic.qos", prefetch_count=count)


def purge(at: int, queue: str) -> Operation:
    return lambda run: _do(run, at, "queue.purge", queue=queue)


def bind(at: int, queue: str, exchange: str, key: str, undone: bool) -> Operation:
    name = "queue.unbind" if undone else "queue.bind"
    return lambda run: _do(run, at, name, queue=queue, exchange=exchange, routing_key=key)


def look(at: int) -> Operation:
    def done(run: Run) -> None:
        for queue in QUEUES:
            run.channels[at].do("queue.declare", queue=queue, passive=True)

    return done


def recover(at: int) -> Operation:
    def done(run: Run) -> None:
        channel = run.channels[at]
        run.settled.update((channel.number, tag) for tag in run.unacked(channel))
        channel.do("basic.recover", requeue=True)

    return done


def _do(run: Run, at: int, name: str, **fields: Any) -> None:
    run.channels[at].do(name, **fields)


_at = st.integers(0, 1)
_queue = st.sampled_from(QUEUES)
_to_queue = st.tuples(st.just(""), _queue)
_to_exchange = st.tuples(st.sampled_from(EXCHANGES), st.sampled_from(KEYS))
_properties = st.fixed_dictionaries(
    {"priority": st.sampled_from((None, 0, 1, 2, 5))},
    optional={
        "expiration": st.sampled_from(("0", "60000")),
        "headers": st.sampled_from(({}, {"a": 1}, {"CC": ["q", "a.b"]}, {"BCC": ["p"], "b": "x"})),
        "delivery_mode": st.sampled_from((1, 2)),
    },
)
_few = st.integers(0, 5)
_operations: st.SearchStrategy[Operation] = st.one_of(
    st.builds(publish, _at, _to_queue, st.booleans(), _properties),
    st.builds(publish, _at, _to_queue, st.booleans(), _properties),
    st.builds(publish, _at, _to_exchange, st.booleans(), _properties),
    st.builds(look, _at),
    st.builds(get, _at, _queue, st.booleans()),
    st.builds(answer, _at, st.just("basic.ack"), _few, st.booleans(), st.just(False)),
    st.builds(answer, _at, st.just("basic.nack"), _few, st.booleans(), st.booleans()),
    st.builds(answer, _at, st.just("basic.reject"), _few, st.just(False), st.booleans()),
    st.builds(consume, _at, _queue, st.sampled_from("cd"), st.sampled_from((None, 1, -1))),
    st.builds(prefetch, _at, st.integers(1, 3)),
    st.builds(purge, _at, _queue),
    st.builds(bind, _at, _queue, st.sampled_from(EXCHANGES), st.sampled_from(KEYS), st.booleans()),
    st.builds(recover, _at),
)


def script_of(kinds: list[dict[str, Any]], operations: list[Operation]) -> Script:
    """The script that does these operations on two queues of these kinds."""

    def script(stage: Stage) -> None:
        connection = stage.connect()
        run = Run((connection.channel(), connection.channel()))
        if any("x-max-priority" in arguments for arguments in kinds):
            # RabbitMQ may overlook that a message expires which overtakes others.
            run.untold = ("expiration",)
        for channel in run.channels:
            channel.do("basic.qos", prefetch_count=2)
            channel.do("confirm.select")
        for queue, arguments in zip(QUEUES, [*kinds, {}], strict=True):
            run.channels[0].do("queue.declare", queue=queue, arguments=arguments)
        for operation in operations:
            operation(run)
            run.settle()
        run.end()

    return script


scripts = st.builds(
    script_of,
    st.lists(st.sampled_from(KINDS_OF_QUEUES), min_size=2, max_size=2),
    st.lists(_operations, max_size=30),
)
