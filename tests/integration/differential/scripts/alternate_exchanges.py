"""Alternate exchanges: where unroutable messages go."""

from tests.integration.differential.stage import Stage


def alternate_exchange_takes_what_is_unroutable(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="rest", type="fanout")
    arguments = {"alternate-exchange": "rest"}
    channel.do("exchange.declare", exchange="x", type="topic", arguments=arguments)
    channel.declare("q", "x", "known")
    channel.declare("r", "rest")
    channel.publish("known", b"1", "x", mandatory=True)
    channel.publish("unknown", b"2", "x", mandatory=True)
    for queue in ("q", "r", "q", "r"):
        channel.settle(queue)
        channel.do("basic.get", queue=queue)


def alternate_exchange_that_routes_nothing(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="rest", type="direct")
    arguments = {"alternate-exchange": "rest"}
    channel.do("exchange.declare", exchange="x", type="topic", arguments=arguments)
    channel.publish("unknown", b"back", "x", mandatory=True)
    channel.wait("basic.return")


def alternate_exchange_that_is_not_there(stage: Stage) -> None:
    channel = stage.channel()
    arguments = {"alternate-exchange": "nowhere"}
    channel.do("exchange.declare", exchange="x", type="topic", arguments=arguments)
    channel.publish("unknown", b"back", "x", mandatory=True)
    channel.wait("basic.return")


def alternate_exchanges_in_a_circle(stage: Stage) -> None:
    channel = stage.channel()
    for name, other in (("a", "b"), ("b", "a")):
        arguments = {"alternate-exchange": other}
        channel.do("exchange.declare", exchange=name, type="direct", arguments=arguments)
    channel.publish("unknown", b"back", "a", mandatory=True)
    channel.wait("basic.return")


def alternate_exchange_of_an_exchange_behind(stage: Stage) -> None:
    channel = stage.channel()
    channel.do("exchange.declare", exchange="rest", type="fanout")
    channel.declare("r", "rest")
    arguments = {"alternate-exchange": "rest"}
    channel.do("exchange.declare", exchange="front", type="fanout", arguments=arguments)
    channel.do("exchange.declare", exchange="behind", type="direct", arguments=arguments)
    channel.do("exchange.bind", source="front", destination="behind")
    channel.publish("unknown", b"found by the one behind", "front")
    channel.settle("r")
    channel.do("basic.get", queue="r")
    channel.do("basic.get", queue="r")


def alternate_exchange_that_is_predeclared(stage: Stage) -> None:
    channel = stage.channel()
    channel.declare("q")
    arguments = {"alternate-exchange": "amq.direct"}
    channel.do("exchange.declare", exchange="x", type="topic", arguments=arguments)
    channel.do("queue.bind", queue="q", exchange="amq.direct", routing_key="k")
    channel.publish("k", b"x", "x")
    channel.settle("q")
    channel.do("basic.get", queue="q")
