from core.fact_log import FactLog, logged
from core.message_facts import LAYOUT, RECORD, Flag, Kind, MessageFact, Party

BILLING = Party("10.0.0.1:5 -> 10.0.0.2:5672", "billing", "bill", "/")
DELIVERED = MessageFact(
    kind=Kind.DELIVERED,
    at=1000.5,
    party=BILLING,
    channel=3,
    exchange="orders",
    routing_key="order.new",
    queue="billing.q",
    tag=7,
    consumer_tag="ctag1",
    flags=Flag.REDELIVERED,
    message_id="m-1",
    correlation_id="c-1",
    size=300,
    death_queue="retry.q",
    death_reason="expired",
    deaths=2,
)


def test_that_a_fact_comes_back_as_it_was_noted() -> None:
    closed = MessageFact(kind=Kind.CHANNEL_CLOSED, at=1001.0, code=406, text="unknown tag")

    assert list(logged(DELIVERED, closed)) == [DELIVERED, closed]


def test_that_one_fact_can_be_looked_at() -> None:
    assert logged(MessageFact(kind=Kind.ACKED, at=0.0), DELIVERED)[1] == DELIVERED


def test_that_columns_and_bytes_of_a_record_are_the_same() -> None:
    assert RECORD.itemsize == LAYOUT.size


def test_that_columns_can_be_asked_for() -> None:
    facts = logged(DELIVERED, DELIVERED)

    assert facts.records["size"].sum() == 600
    assert [facts.strings[number] for number in facts.records["queue"]] == ["billing.q"] * 2


def test_that_json_tells_what_is_known_only() -> None:
    shown = MessageFact(kind=Kind.ACKED, at=1.0, party=BILLING, tag=7, flags=Flag.MULTIPLE)

    assert shown.as_json() == {
        "kind": "acked",
        "at": 1.0,
        "connection": "10.0.0.1:5 -> 10.0.0.2:5672",
        "service": "billing",
        "user": "bill",
        "vhost": "/",
        "tag": 7,
        "multiple": True,
    }


def test_that_batches_stay_true_while_the_log_goes_on() -> None:
    log = FactLog()
    log.add(Kind.ACKED, 1.0, queue="first.q", message_id="a")
    first = log.take()
    log.add(Kind.ACKED, 2.0, queue="second.q", message_id="b")
    log.add(Kind.ACKED, 3.0, queue="first.q")
    second = log.take()

    assert [(fact.queue, fact.message_id) for fact in first] == [("first.q", "a")]
    assert [(fact.queue, fact.message_id) for fact in second] == [
        ("second.q", "b"),
        ("first.q", ""),
    ]


def test_that_what_was_lost_is_told_once() -> None:
    log = FactLog()
    log.add(Kind.ACKED, 1.0)
    log.drop()
    log.lose(2)

    assert (log.take().lost, log.take().lost) == (3, 0)


def test_that_texts_without_end_do_not_pile_up() -> None:
    log = FactLog()
    for batch in range(3):
        for number in range(40_000):
            log.add(Kind.PUBLISHED, 1.0, routing_key=f"order.{batch}.{number}")
        facts = log.take()

    assert facts[-1].routing_key == "order.2.39999"
    assert len(facts.strings) < 50_000
