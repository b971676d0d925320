"""Publisher confirms and flow: what a publisher gets back."""

from tests.integration.differential.stage import Stage


def routed_is_confirmed(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.do("confirm.select")
    for body in (b"1", b"2"):
        channel.publish("q", body)
        channel.wait("basic.ack")
    channel.settle("q")
    channel.do("queue.declare", queue="q", passive=True)


def persistent_in_a_durable_queue_is_confirmed(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("queue.declare", queue="q", durable=True)
    channel.do("confirm.select")
    channel.publish("q", b"1", delivery_mode=2)
    channel.wait("basic.ack")


def unroutable_is_confirmed(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("confirm.select")
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")


def returned_is_confirmed_afterwards(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("confirm.select")
    channel.publish("nowhere", b"1", mandatory=True)
    channel.wait("basic.ack")
    channel.publish("nowhere", b"2", "amq.fanout", mandatory=True)
    channel.wait("basic.ack")


def selected_twice_counts_on(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("confirm.select")
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")
    channel.do("confirm.select")
    channel.publish("nowhere", b"2")
    channel.wait("basic.ack")


def selected_without_a_reply(stage: Stage) -> None:
    channel = stage.channel()
    channel.send("confirm.select", nowait=True)
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")


def publishes_before_the_selection_do_not_count(stage: Stage) -> None:
    channel = stage.channel()
    channel.publish("nowhere", b"0")
    channel.do("confirm.select")
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")


def many_are_all_confirmed(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    channel.declare("r", "amq.fanout")
    channel.do("queue.bind", queue="q", exchange="amq.fanout")
    channel.do("confirm.select")
    for number in range(50):
        exchange = ("", "amq.fanout")[number % 2]
        channel.publish(("q", "r", "nowhere")[number % 3], b"x", exchange)
    channel.all_confirmed()
    channel.settle("q", "r")
    channel.do("queue.declare", queue="q", passive=True)
    channel.do("queue.declare", queue="r", passive=True)


def each_channel_counts_for_itself(stage: Stage) -> None:
    connection = stage.connect()
    first, second = connection.channel(), connection.channel()
    for channel in (first, second):
        channel.do("confirm.select")
        channel.publish("nowhere", b"x")
        channel.wait("basic.ack")


def a_refusing_queue_nacks(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", x_max_length=1, x_overflow="reject-publish")
    channel.do("confirm.select")
    channel.publish("q", b"1")
    channel.wait("basic.ack")
    channel.publish("q", b"2", mandatory=True)
    channel.wait("basic.nack")
    channel.do("basic.get", queue="q", no_ack=True)
    channel.publish("q", b"3")
    channel.wait("basic.ack")


def one_refusing_queue_of_two_nacks(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q", "amq.fanout", x_max_length=0, x_overflow="reject-publish")
    channel.declare("r", "amq.fanout")
    channel.do("confirm.select")
    channel.publish("", b"1", "amq.fanout")
    channel.wait("basic.nack")
    channel.settle("q", "r")
    channel.do("basic.get", queue="r")


def to_an_unknown_exchange(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("confirm.select")
    channel.publish("k", b"1", "nowhere")
    channel.wait("channel.close")


def after_the_channel_was_opened_again_counting_begins_anew(stage: Stage) -> None:
    connection = stage.connect()
    channel = connection.channel()
    channel.do("confirm.select")
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")
    channel.do("channel.close", reply_code=200, reply_text="", class_id=0, method_id=0)
    again = connection.anew(channel)
    again.do("channel.open")
    again.publish("nowhere", b"unconfirmed")
    again.settle()
    again.do("confirm.select")
    again.publish("nowhere", b"1")
    again.wait("basic.ack")


def a_client_may_not_confirm_itself(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("confirm.select")
    channel.publish("nowhere", b"1")
    channel.wait("basic.ack")
    channel.send("basic.ack", delivery_tag=1)
    channel.wait("channel.close")


def flow_that_a_client_asks_for(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("channel.flow", active=True)
    channel.do("channel.flow", active=False)
