from core.facts import ConnectionClosed, ConnectionOpened, DeclarationChanged
from core.topology import consumer_words
from core.topology_changes import Change
from core.topology_log import Entry, TopologyLog
from tests.core.other_language import spoken


def declared(what: str, name: str, at: float = 100.0, by: str = "alice") -> DeclarationChanged:
    return DeclarationChanged(at=at, what=what, name=name, by=by)


def opened(
    name: str = "c1", provided: str | None = "billing", at: float = 100.0
) -> ConnectionOpened:
    return ConnectionOpened(
        at=at,
        name=name,
        pid="n/1.0",
        node="n",
        vhost="/",
        user="alice",
        provided_name=provided,
        peer_host="10.0.0.1",
    )


def lines(log: TopologyLog) -> list[tuple[str, str, str]]:
    return [(entry.verb, entry.kind, entry.name) for entry in log.entries]


def test_that_an_event_is_told_with_who_did_it() -> None:
    log = TopologyLog()
    log.declared(declared("queue.created", "billing"))
    log.declared(declared("exchange.deleted", "orders"))
    log.declared(declared("policy.set", "ha"))
    log.declared(declared("policy.cleared", "ha"))
    assert lines(log) == [
        ("appeared", "queue", "billing"),
        ("vanished", "exchange", "orders"),
        ("changed", "policy", "ha"),
        ("changed", "policy", "ha"),
    ]
    assert {entry.by for entry in log.entries} == {"alice"}
    assert log.revision == 4


def test_that_a_snapshots_echo_of_an_event_is_left_out() -> None:
    log = TopologyLog()
    log.declared(declared("queue.created", "billing"))
    log.differed([Change("appeared", "queue", "billing")], 105.0)
    log.declared(declared("consumer.created", "ctag of billing", 106.0))
    log.differed([Change("appeared", "consumer", "ctag of billing on c1 (1)")], 110.0)
    assert lines(log) == [
        ("appeared", "queue", "billing"),
        ("appeared", "consumer", "ctag of billing"),
    ]


def test_that_only_the_same_thing_is_an_echo() -> None:
    log = TopologyLog()
    log.declared(declared("queue.created", "billing"))
    log.differed([Change("appeared", "queue", "billing2")], 101.0)
    log.differed([Change("appeared", "exchange", "billing")], 101.0)
    log.differed([Change("vanished", "queue", "billing")], 101.0)
    assert len(log.entries) == 4


def test_that_the_echo_of_a_slow_broker_is_an_echo() -> None:
    log = TopologyLog()
    log.declared(declared("consumer.deleted", "c1 of billing", 100.0), service="mailer")
    log.differed([Change("vanished", "consumer", "c1 of billing")], 128.0)
    assert [entry.service for entry in log.entries] == ["mailer"]


def test_that_what_happens_again_much_later_is_no_echo() -> None:
    log = TopologyLog()
    log.declared(declared("queue.created", "billing", 100.0))
    log.differed([Change("appeared", "queue", "billing")], 150.0)
    assert len(log.entries) == 2


def test_that_a_queue_that_comes_goes_and_comes_again_is_told_three_times() -> None:
    log = TopologyLog()
    for at, verb in ((100.0, "appeared"), (105.0, "vanished"), (110.0, "appeared")):
        log.differed([Change(verb, "queue", "billing")], at)  # type: ignore[arg-type]
    assert [verb for verb, _, _ in lines(log)] == ["appeared", "vanished", "appeared"]


def test_that_events_that_repeat_are_all_told() -> None:
    log = TopologyLog()
    for at in (100.0, 101.0):
        log.declared(declared("queue.created", "job", at))
        log.declared(declared("queue.deleted", "job", at + 0.5))
    log.differed([Change("appeared", "queue", "job")], 102.0)
    assert len(log.entries) == 4


def test_that_connections_are_told_by_their_own_name() -> None:
    log = TopologyLog()
    log.connected(opened())
    log.connected(opened("c2", None))
    log.disconnected(ConnectionClosed(at=101.0, name="c1", pid="n/1.0"), "billing")
    log.disconnected(ConnectionClosed(at=101.0, name="c2", pid="n/2.0"), None)
    log.differed([Change("appeared", "connection", "billing (c1)")], 102.0)
    assert lines(log) == [
        ("appeared", "connection", "billing (c1)"),
        ("appeared", "connection", "c2"),
        ("vanished", "connection", "billing (c1)"),
        ("vanished", "connection", "c2"),
    ]
    assert log.entries[0].detail == "from 10.0.0.1"
    assert log.entries[0].by == "alice"


def test_that_flowscopes_own_doings_are_not_told() -> None:
    log = TopologyLog()
    log.connected(opened(provided="flowscope:events"))
    log.declared(declared("binding.created", "amq.rabbitmq.event -> amq.gen-X [queue.#]"))
    log.declared(declared("queue.created", "amq.gen-X"))
    log.declared(declared("queue.created", "billing"))
    log.hide({"amq.gen-X"})
    assert lines(log) == [("appeared", "queue", "billing")]
    before = log.revision
    log.hide({"amq.gen-Y"})
    assert log.revision == before


def test_that_the_oldest_entries_go_first() -> None:
    log = TopologyLog()
    for number in range(5_010):
        log.add(Entry(float(number), "appeared", "queue", f"q{number}"))
    assert len(log.entries) == 5_000
    assert log.entries[0].name == "q10"
    assert log.revision == 5_010


def test_that_a_consumer_is_told_with_its_service() -> None:
    log = TopologyLog()
    log.declared(declared("consumer.deleted", "ctag1 of billing"), service="invoices")
    log.declared(declared("queue.created", "billing"))
    assert [entry.detail for entry in log.entries] == ["service invoices", ""]


def test_that_an_entry_knows_which_queue_it_concerns() -> None:
    told = [
        Entry(1.0, "appeared", "queue", "pay"),
        Entry(1.0, "appeared", "consumer", "ctag of pay"),
        Entry(1.0, "appeared", "binding", "shop -> pay [order.*]"),
        Entry(1.0, "appeared", "queue", "repay"),
        Entry(1.0, "appeared", "consumer", "ctag of repay"),
        Entry(1.0, "appeared", "binding", "pay -> repay [order.*]"),
        Entry(1.0, "appeared", "exchange", "pay"),
    ]
    assert [entry.concerns("pay") for entry in told] == [True] * 3 + [False] * 4


def test_that_the_consumers_of_a_queue_are_known_in_any_language() -> None:
    with spoken({"{tag} of {queue}": "{queue}: {tag}"}):
        told = [Entry(1.0, "appeared", "consumer", consumer_words("c", q)) for q in ("pay", "re")]

        assert [entry.name for entry in told] == ["pay: c", "re: c"]
        assert [entry.concerns("pay") for entry in told] == [True, False]


def test_that_an_entry_tells_its_queue() -> None:
    told = (
        ("queue", "payments.q"),
        ("consumer", "ctag1 of payments.q"),
        ("binding", "orders -> payments.q [order.*] {'x': 1}"),
    )
    assert {Entry(1.0, "appeared", kind, name).queue for kind, name in told} == {"payments.q"}
    assert Entry(1.0, "appeared", "connection", "a of b").queue == ""
    with spoken({"{tag} of {queue}": "{tag} <{queue}>"}):
        assert Entry(1.0, "appeared", "consumer", "c1 <payments.q>").queue == "payments.q"
