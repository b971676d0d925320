"""Direct reply-to: answers without a queue."""

from tests.integration.differential.stage import Stage

PSEUDO = "amq.rabbitmq.reply-to"


def question_and_answer(stage: Stage) -> None:
    client, server = stage.channel(), stage.channel()
    server.declare("q")
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.publish("q", b"question", reply_to=PSEUDO, correlation_id="1", headers={"a": 1})
    client.settle("q")
    server.do("basic.get", queue="q")
    address = server.last_properties["reply_to"]
    assert address.startswith(f"{PSEUDO}.")
    server.publish(address, b"answer", correlation_id="1", mandatory=True)
    client.wait("basic.deliver")
    server.do("queue.declare", queue=address, passive=True)
    server.settle()


def answer_after_the_client_left(stage: Stage) -> None:
    connection, server = stage.connect(), stage.channel()
    client = connection.channel()
    server.declare("q")
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.publish("q", b"question", reply_to=PSEUDO)
    client.settle("q")
    server.do("basic.get", queue="q")
    address = server.last_properties["reply_to"]
    client.do("basic.cancel", consumer_tag="c")
    server.publish(address, b"too late", mandatory=True)
    server.wait("basic.return")
    server.do("queue.declare", queue=address, passive=True)


def answer_after_the_client_was_closed(stage: Stage) -> None:
    connection, server = stage.connect(), stage.channel()
    client = connection.channel()
    server.declare("q")
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.publish("q", b"question", reply_to=PSEUDO)
    client.settle("q")
    server.do("basic.get", queue="q")
    address = server.last_properties["reply_to"]
    connection.close()
    server.publish(address, b"too late", mandatory=True)
    server.wait("basic.return")


def with_acknowledgements(stage: Stage) -> None:
    client = stage.channel()
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=False)


def twice_on_a_channel(stage: Stage) -> None:
    client = stage.channel()
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.do("basic.consume", queue=PSEUDO, consumer_tag="d", no_ack=True)


def again_after_cancelling(stage: Stage) -> None:
    client = stage.channel()
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.do("basic.cancel", consumer_tag="c")
    client.do("basic.consume", queue=PSEUDO, consumer_tag="d", no_ack=True)


def question_without_a_consumer(stage: Stage) -> None:
    client = stage.channel()
    client.publish("nowhere", b"question", reply_to=PSEUDO)
    client.wait("channel.close")


def pseudo_queue_declared(stage: Stage) -> None:
    connection = stage.connect()
    connection.channel().do("queue.declare", queue=PSEUDO)
    connection.channel().do("queue.declare", queue=PSEUDO, passive=True)


def pseudo_queue_misused(stage: Stage) -> None:
    connection = stage.connect()
    connection.channel().do("queue.delete", queue=PSEUDO)
    connection.channel().do("queue.purge", queue=PSEUDO)
    connection.channel().do("basic.get", queue=PSEUDO)
    connection.channel().do("queue.bind", queue=PSEUDO, exchange="amq.direct")


def address_that_is_nobodys(stage: Stage) -> None:
    connection = stage.connect()
    channel = connection.channel()
    channel.publish(f"{PSEUDO}.nobody", b"lost", mandatory=True)
    channel.wait("basic.return")
    channel.publish(PSEUDO, b"lost", mandatory=True)
    channel.wait("basic.return")
    channel.do("queue.declare", queue=f"{PSEUDO}.nobody", passive=True)
    connection.channel().do("basic.get", queue=f"{PSEUDO}.nobody")


def answer_is_confirmed(stage: Stage) -> None:
    client, server = stage.channel(), stage.channel()
    server.declare("q")
    client.do("basic.consume", queue=PSEUDO, consumer_tag="c", no_ack=True)
    client.publish("q", b"question", reply_to=PSEUDO)
    client.settle("q")
    server.do("basic.get", queue="q")
    address = server.last_properties["reply_to"]
    server.do("confirm.select")
    server.publish(address, b"answer")
    server.wait("basic.ack")
    client.wait("basic.deliver")


def server_named_tag(stage: Stage) -> None:
    client = stage.channel()
    client.do("basic.consume", queue=PSEUDO, consumer_tag="", no_ack=True)
