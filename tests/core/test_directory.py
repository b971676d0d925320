from core.directory import _REMEMBERED, PENDING, Directory
from core.facts import ConnectionOpened
from core.services import Rule
from core.topology import Connection, Consumer, Queue, Topology


def connection(
    name: str, provided: str | None = None, vhost: str = "/", product: str = "pika"
) -> Connection:
    return Connection(
        name=name,
        provided_name=provided,
        vhost=vhost,
        user="guest",
        product=product,
        peer_host="10.0.0.1",
    )


def snapshot(*connections: Connection, **declared: object) -> Topology:
    return Topology(connections={c.name: c for c in connections}, **declared)  # type: ignore[arg-type]


def opened(name: str, provided: str | None = None, vhost: str = "/") -> ConnectionOpened:
    return ConnectionOpened(
        at=1.0,
        name=name,
        pid="n/1.0",
        node="n",
        vhost=vhost,
        user="guest",
        provided_name=provided,
        peer_host="10.0.0.1",
        product="pika",
    )


def test_that_a_connection_nobody_told_about_is_pending() -> None:
    directory = Directory("/")
    assert directory.service_of("c1") == PENDING
    assert directory.connection("c1") is None
    assert directory.named("c1").name == "unknown"


def test_that_no_service_can_be_mistaken_for_pending() -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1", "pending"), connection("c2", PENDING)))
    assert directory.service_of("c1") == "service:pending"
    assert PENDING not in {directory.service_of("c1"), directory.service_of("c2")}


def test_that_replicas_are_instances_of_one_service() -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1", "orders-1"), connection("c2", "orders-2")))
    directory.opened(opened("c3", "billing"))
    found = directory.services()
    assert {key: len(connections) for key, (_, connections) in found.items()} == {
        "service:orders": 2,
        "service:billing": 1,
    }


def test_that_own_and_other_vhosts_connections_do_not_show() -> None:
    directory = Directory("/")
    directory.take(
        snapshot(connection("c1", "flowscope:events"), connection("c2", "orders", "other"))
    )
    directory.opened(opened("c3", "billing", "other"))
    assert {directory.service_of(name) for name in ("c1", "c2", "c3")} == {None}
    assert directory.services() == {}


def test_that_a_connection_that_left_is_still_known() -> None:
    directory = Directory("/")
    directory.opened(opened("c1", "orders"))
    directory.closed("c1")
    directory.closed("c1")
    assert directory.service_of("c1") == "service:orders"
    assert directory.services() == {}
    directory.take(snapshot(connection("c2", "billing")))
    directory.take(snapshot())
    assert directory.service_of("c2") == "service:billing"
    assert directory.services() == {}


def test_that_a_connection_that_left_is_not_open_because_the_api_still_lists_it() -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1", "orders"), connection("c2", "orders")))
    directory.closed("c1")
    directory.take(snapshot(connection("c1", "orders"), connection("c2", "orders")))
    assert [one.name for one in directory.open_of("service:orders")] == ["c2"]
    directory.opened(opened("c1", "orders"))  # on the same port
    assert [one.name for one in directory.open_of("service:orders")] == ["c2", "c1"]
    directory.take(snapshot(connection("c1", "orders"), connection("c2", "orders")))
    assert {one.name for one in directory.open_of("service:orders")} == {"c1", "c2"}


def test_that_what_was_told_of_a_connection_ends_when_it_is_listed_no_more() -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1", "orders")))
    directory.closed("c1")
    directory.take(snapshot())
    directory.take(snapshot(connection("c1", "orders")))  # again, and no event came
    assert [one.name for one in directory.open_of("service:orders")] == ["c1"]


def test_that_the_connection_that_left_first_is_forgotten_first() -> None:
    directory = Directory("/")
    for number in range(_REMEMBERED + 1):
        directory.opened(opened(f"c{number}", "orders"))
        directory.closed(f"c{number}")
    assert directory.service_of("c0") == PENDING
    assert directory.service_of("c1") == "service:orders"


def test_that_it_tells_whose_service_a_snapshot_changed() -> None:
    directory = Directory("/")
    assert directory.take(snapshot(connection("c1", "orders"))) == {"c1"}
    assert directory.take(snapshot(connection("c1", "orders"), connection("c2"))) == {"c2"}
    assert directory.take(snapshot(connection("c1", "orders"), connection("c2"))) == set()
    assert directory.take(snapshot(connection("c1", "billing"), connection("c2"))) == {"c1"}
    directory.opened(opened("c3", "cron"))
    assert directory.take(snapshot(connection("c1", "billing"))) == set()


def test_that_what_a_connection_does_names_it_only_when_it_does_not_itself() -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1"), connection("c2", "orders")))
    assert directory.plays("c1", "publisher")
    assert not directory.plays("c1", "publisher")
    assert not directory.plays("c2", "publisher")
    assert not directory.plays("c3", "publisher")
    assert directory.service_of("c1") == "service:pika 10.0.0.1 publisher"
    assert directory.plays("c1", "consumer")
    assert directory.service_of("c1") == "service:pika 10.0.0.1"


def test_that_a_consumer_is_one_from_the_snapshot_on() -> None:
    directory = Directory("/")
    consumer = Consumer(tag="t", queue="q", channel="c1 (1)", connection="c1")
    directory.take(snapshot(connection("c1")))
    renamed = directory.take(snapshot(connection("c1"), consumers=(consumer,)))
    assert renamed == {"c1"}
    assert directory.service_of("c1") == "service:pika 10.0.0.1 consumer"


def test_that_a_users_rule_names_a_service() -> None:
    directory = Directory("/", [Rule("host", "^10", "inside")])
    directory.take(snapshot(connection("c1", "orders")))
    assert directory.service_of("c1") == "service:inside"


def queues(*items: Queue) -> dict[str, Queue]:
    return {queue.name: queue for queue in items}


def test_that_only_exclusive_queues_of_our_own_connections_are_hidden() -> None:
    directory = Directory("/")
    used = [("tap", "own"), ("shared", "own"), ("shared", "app"), ("durable", "own")]
    directory.take(
        snapshot(
            connection("own", "flowscope:tap"),
            connection("app", "orders"),
            queues=queues(
                Queue(name="tap", exclusive=True),
                Queue(name="events", exclusive=True, owner="own"),
                Queue(name="theirs", exclusive=True, owner="app"),
                Queue(name="shared", exclusive=True),
                Queue(name="durable"),
                Queue(name="idle", exclusive=True),
                Queue(name="stranger", exclusive=True, owner="unheard-of"),
            ),
            consumers=tuple(
                Consumer(tag="t", queue=queue, channel=f"{name} (1)", connection=name)
                for queue, name in used
            ),
        )
    )
    assert directory.hidden_queues == {"tap", "events"}
    assert directory.is_hidden_queue("tap")
    assert not directory.is_hidden_queue("shared")
