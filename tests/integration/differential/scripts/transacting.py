"""Transactions: what is published and acknowledged waits for the commit."""

from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.stage import Stage

CLOSE = {"reply_code": 200, "reply_text": "bye", "class_id": 0, "method_id": 0}


def commits_without_selection(stage: Stage) -> None:
    for name in ("tx.commit", "tx.rollback"):
        stage.channel().do(name)


def confirms_and_transactions_exclude_each_other(stage: Stage) -> None:
    for first, second in (("confirm.select", "tx.select"), ("tx.select", "confirm.select")):
        channel = stage.channel()
        channel.do(first)
        channel.do(second)


def nothing_to_commit(stage: Stage) -> None:
    channel = stage.channel()
    for name in ("tx.select", "tx.select", "tx.commit", "tx.rollback", "tx.commit"):
        channel.do(name)


def published_when_committed(stage: Stage) -> None:
    channel, other = _filled(stage), stage.channel()
    other.do("basic.consume", queue="q", consumer_tag="c")
    other.settle("q")
    channel.publish("q", b"a")
    channel.publish("q", b"b")
    channel.settle("q")
    channel.do("tx.commit")
    channel.settle("q")
    channel.publish("q", b"c")
    channel.do("tx.commit")
    channel.settle("q")


def not_published_when_rolled_back(stage: Stage) -> None:
    channel = _filled(stage)
    channel.publish("q", b"a")
    channel.do("tx.rollback")
    channel.do("tx.commit")
    channel.do("queue.declare", queue="q", passive=True)


def returned_when_committed(stage: Stage) -> None:
    channel = _filled(stage)
    channel.publish("nowhere", b"a", mandatory=True)
    channel.settle()
    channel.do("tx.commit")


def refused_at_once(stage: Stage) -> None:
    channel = _filled(stage)
    channel.publish("q", b"a")
    channel.publish("q", b"b", "nowhere")
    channel.wait("channel.close")
    channel.do("channel.open")
    channel.do("queue.declare", queue="q", passive=True)


def acknowledged_when_committed(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.nack", delivery_tag=2, multiple=True, requeue=True)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("tx.commit")
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)
    channel.send("basic.ack", delivery_tag=3)
    channel.do("tx.commit")
    channel.do("basic.recover", requeue=True)
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def not_acknowledged_when_rolled_back(stage: Stage) -> None:
    channel = _filled(stage)
    for _ in range(3):
        channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=2)
    channel.do("tx.rollback")
    channel.send("basic.ack", delivery_tag=3, multiple=True)
    channel.do("tx.commit")
    channel.settle("q")
    channel.send("basic.ack", delivery_tag=2)
    channel.wait("channel.close")


def acknowledged_twice_before_the_commit(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.send("basic.ack", delivery_tag=1)
    channel.wait("channel.close")
    channel.do("channel.open")
    channel.settle("q")
    channel.do("basic.get", queue="q")


def prefetch_is_freed_by_the_commit(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    channel.settle("q")
    channel.send("basic.ack", delivery_tag=1)
    channel.settle("q")
    channel.do("tx.commit")
    channel.settle("q")
    channel.send("basic.ack", delivery_tag=2)
    channel.do("tx.rollback")
    channel.settle("q")
    channel.do("basic.recover", requeue=True)
    channel.settle("q")


def closed_before_the_commit(stage: Stage) -> None:
    channel = _filled(stage)
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.publish("q", b"lost")
    channel.do("channel.close", **CLOSE)
    channel.do("channel.open")
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("basic.get", queue="q")
    channel.publish("q", b"no transaction any more")
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def killed_before_the_commit(stage: Stage) -> None:
    channel, other = _filled(stage), stage.channel()
    channel.do("basic.get", queue="q")
    channel.send("basic.ack", delivery_tag=1)
    channel.publish("q", b"lost")
    channel.settle("q")
    channel.connection.drop()
    stage.until_depth("q", 3)
    other.do("basic.get", queue="q")


def dead_lettered_when_committed(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead")
    channel.declare("p", x_dead_letter_exchange="", x_dead_letter_routing_key="dead")
    channel.fill("p", [b"1"])
    channel.do("tx.select")
    channel.do("basic.get", queue="p")
    channel.send("basic.reject", delivery_tag=1, requeue=False)
    channel.settle("p", "dead")
    channel.do("queue.declare", queue="dead", passive=True)
    channel.do("tx.commit")
    channel.settle("p", "dead")
    channel.do("queue.declare", queue="dead", passive=True)


def published_to_a_queue_that_is_gone(stage: Stage) -> None:
    channel = _filled(stage)
    channel.publish("q", b"a", mandatory=True)
    channel.do("queue.delete", queue="q")
    channel.do("tx.commit")


def _filled(stage: Stage) -> Channel:
    channel = stage.channel()
    channel.declare("q")
    channel.fill("q", [b"1", b"2", b"3"])
    channel.do("tx.select")
    return channel
