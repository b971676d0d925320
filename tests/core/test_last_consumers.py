from core import numbers
from core.graph import FlowGraph
from core.last_consumers import LastConsumers
from core.topology_log import Entry, TopologyLog
from core.troubles import Trouble

AT = 1_700_000_000.0
HERE = Trouble("queue:mailer.q", "no_consumer", "warning", "no consumer, 118 ready", amount=118)
ELSEWHERE = Trouble("queue:offers.q", "no_consumer", "warning", "no consumer, 9 ready", amount=9)


def left(at: float = AT, service: str = "mailer", queue: str = "mailer.q") -> Entry:
    return Entry(at, "vanished", "consumer", f"ctag1 of {queue}", service=service)


def named(*entries: Entry, nodes: tuple[str, ...] = ("mailer",)) -> list[Trouble]:
    graph, log = FlowGraph(), TopologyLog()
    for name in nodes:
        graph.node("service", name)
    for entry in entries:
        log.add(entry)
    return list(LastConsumers(graph, log).naming([HERE, ELSEWHERE]))


def test_that_the_queue_names_who_left_and_the_service_is_marked() -> None:
    queue, service, other = named(left())

    assert queue.text == (
        f"no consumer, 118 ready; the last consumer was of mailer, until {numbers.clock(AT)}"
    )
    assert (queue.severity, queue.leads_to) == ("warning", "service:mailer")
    assert (service.at, service.severity) == ("service:mailer", "notice")
    assert service.text == (
        f"its consumer left queue mailer.q at {numbers.clock(AT)}, and no other came: 118 ready"
    )
    assert (service.leads_to, service.source) == ("queue:mailer.q", "topology")
    assert other == ELSEWHERE


def test_that_the_last_one_counts() -> None:
    queue, *_ = named(left(service="old"), left(AT + 5))

    assert queue.text.endswith(f"mailer, until {numbers.clock(AT + 5)}")


def test_that_a_service_that_is_not_there_is_named_and_marked_nowhere() -> None:
    queue, other = named(left(), nodes=())

    assert "of mailer" in queue.text
    assert (queue.leads_to, other) == ("", ELSEWHERE)


def test_that_nobody_is_named_where_the_last_is_not_known() -> None:
    assert named() == [HERE, ELSEWHERE]
    assert named(left(), left(AT + 5, service="")) == [HERE, ELSEWHERE]


def test_that_another_queue_of_the_same_name_had_others() -> None:
    declared = Entry(AT + 5, "appeared", "queue", "mailer.q")

    assert named(left(), declared) == [HERE, ELSEWHERE]
    assert named(left(), Entry(AT + 5, "changed", "queue", "mailer.q"))[0] != HERE
