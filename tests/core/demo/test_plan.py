"""The plan hangs together: what a binding or argument names is in it."""

from core.demo.plan import EXCHANGES, QUEUES


def test_that_every_name_is_planned_and_called_shop() -> None:
    routes = [route for queue in QUEUES.values() for route in queue.routes]
    routes += [route for exchange in EXCHANGES.values() for route in exchange.routes]
    sources = {route.source for route in routes}
    dead = {plan.dead_letters.source for plan in QUEUES.values() if plan.dead_letters}
    alternates = {plan.alternate for plan in EXCHANGES.values() if plan.alternate}

    assert sources | dead | alternates <= {*EXCHANGES, ""}
    assert all(name.startswith("shop.") for name in (*EXCHANGES, *QUEUES))
    assert not EXCHANGES.keys() & QUEUES.keys()


def test_that_no_queue_grows_for_ever() -> None:
    assert all(0 < plan.arguments["x-max-length"] <= 10_000 for plan in QUEUES.values())


def test_that_the_mails_come_back_from_their_retry_queue() -> None:
    mail, retry = QUEUES["shop.mail"].arguments, QUEUES["shop.mail.retry"].arguments

    assert mail["x-dead-letter-routing-key"] == "shop.mail.retry"
    assert retry["x-dead-letter-routing-key"] == "shop.mail"
    assert mail["x-dead-letter-exchange"] == retry["x-dead-letter-exchange"] == ""
    assert retry["x-message-ttl"] > 0


def test_that_every_type_of_exchange_occurs() -> None:
    assert {plan.type for plan in EXCHANGES.values()} == {"topic", "direct", "fanout", "headers"}
