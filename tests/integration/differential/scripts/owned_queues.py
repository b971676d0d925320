"""Queues that go by themselves: exclusive, auto-delete, server-named, expiring."""

from tests.integration.differential.stage import Stage


def exclusive_is_locked_for_others(stage: Stage) -> None:
    owner, other = stage.channel(), stage.connect()
    owner.do("queue.declare", queue="q", exclusive=True)
    for name, fields in (
        ("queue.declare", {"exclusive": True}),
        ("queue.declare", {}),
        ("queue.declare", {"passive": True}),
        ("queue.delete", {}),
        ("queue.purge", {}),
        ("basic.get", {}),
        ("basic.consume", {"consumer_tag": "c"}),
        ("queue.bind", {"exchange": "amq.fanout"}),
        ("queue.unbind", {"exchange": "amq.fanout"}),
    ):
        other.channel().do(name, queue="q", **fields)


def exclusive_is_unbound_by_its_owner_only(stage: Stage) -> None:
    owner, other = stage.channel(), stage.channel()
    owner.do("queue.declare", queue="q", exclusive=True)
    owner.do("queue.bind", queue="q", exchange="amq.fanout")
    other.do("queue.unbind", queue="q", exchange="amq.fanout")


def exclusive_takes_messages_of_others(stage: Stage) -> None:
    owner, other = stage.channel(), stage.channel()
    owner.do("queue.declare", queue="q", exclusive=True)
    other.publish("q", b"from the other")
    other.settle()
    owner.settle("q")
    owner.do("basic.get", queue="q")


def exclusive_serves_every_channel_of_its_connection(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    first.do("queue.declare", queue="q", exclusive=True)
    second.do("queue.declare", queue="q", exclusive=True)
    second.fill("q", [b"1"])
    second.do("basic.get", queue="q")
    first.do("channel.close", reply_code=200, reply_text="", class_id=0, method_id=0)
    second.do("queue.declare", queue="q", passive=True)


def exclusive_goes_with_its_connection(stage: Stage) -> None:
    connection, other = stage.connect(), stage.channel()
    connection.channel().do("queue.declare", queue="q", exclusive=True, durable=True)
    connection.close()
    stage.until_gone("q")
    other.do("queue.declare", queue="q")


def exclusive_goes_with_a_killed_client(stage: Stage) -> None:
    connection, other = stage.connect(), stage.channel()
    channel = connection.channel()
    channel.do("queue.declare", queue="q", exclusive=True)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    connection.drop()
    stage.until_gone("q")
    other.do("queue.declare", queue="q", passive=True)


def auto_delete_goes_with_its_last_consumer(stage: Stage) -> None:
    channel, other = stage.channel(), stage.channel()
    channel.do("queue.declare", queue="q", auto_delete=True)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    other.do("basic.consume", queue="q", consumer_tag="b")
    channel.do("basic.cancel", consumer_tag="a")
    channel.do("queue.declare", queue="q", passive=True, auto_delete=True)
    other.do("basic.cancel", consumer_tag="b")
    stage.until_gone("q")
    channel.do("queue.declare", queue="q", passive=True)


def auto_delete_stays_until_it_was_consumed(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q", auto_delete=True)
    channel.fill("q", [b"1"])
    channel.do("basic.get", queue="q", no_ack=True)
    channel.do("queue.declare", queue="q", auto_delete=True)


def auto_delete_goes_with_the_channel_of_its_consumer(stage: Stage) -> None:
    connection = stage.connect()
    channel, other = connection.channel(), connection.channel()
    channel.do("queue.declare", queue="q", auto_delete=True)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.do("channel.close", reply_code=200, reply_text="", class_id=0, method_id=0)
    stage.until_gone("q")
    other.do("queue.declare", queue="q", passive=True)


def auto_delete_dead_letters_nothing_when_it_goes(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead")
    arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"}
    channel.do("queue.declare", queue="q", auto_delete=True, arguments=arguments)
    channel.fill("q", [b"1", b"2"])
    channel.do("basic.qos", prefetch_count=1)
    channel.do("basic.consume", queue="q", consumer_tag="a")
    channel.settle("q")
    channel.do("basic.cancel", consumer_tag="a")
    stage.until_gone("q")
    channel.do("queue.declare", queue="dead", passive=True)


def server_names_the_queue(stage: Stage) -> None:
    channel = stage.channel()
    named = channel.do("queue.declare", queue="").method.queue
    again = channel.do("queue.declare", queue="").method.queue
    assert named != again
    assert named.startswith("amq.gen-")
    channel.fill(named, [b"1"])
    channel.do("basic.get", queue=named)
    channel.do("queue.declare", queue=named, passive=True)


def server_named_queue_declared_by_its_name(stage: Stage) -> None:
    channel = stage.channel()
    named = channel.do("queue.declare", queue="", exclusive=True).method.queue
    channel.do("queue.declare", queue=named, exclusive=True)
    channel.do("queue.declare", queue=named, exclusive=True, durable=True)


def server_named_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("queue.declare", queue="", nowait=True, exclusive=True)
    channel.publish("unknown")
    channel.settle()
    channel.do("basic.get", queue="")


def expires_when_it_is_unused(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("dead")
    channel.declare("q", x_expires=50, x_dead_letter_exchange="", x_dead_letter_routing_key="dead")
    channel.fill("q", [b"never dead-lettered"])
    stage.until_gone_unasked("q", 0.15)
    channel.do("queue.declare", queue="dead", passive=True)
    channel.do("queue.declare", queue="q", passive=True)


def expires_not_while_it_is_consumed(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_expires=60)
    channel.do("basic.consume", queue="q", consumer_tag="c")
    stage.pass_time(0.15)
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("basic.cancel", consumer_tag="c")
    stage.until_gone_unasked("q", 0.15)
    channel.do("basic.get", queue="q")


def expires_not_while_it_is_asked_for(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_expires=400)
    for _ in range(3):
        stage.pass_time(0.2)
        channel.do("basic.get", queue="q")
    channel.do("queue.declare", queue="q", passive=True)
