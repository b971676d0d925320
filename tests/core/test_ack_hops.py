from typing import Any

from core.ack_flow import AckFlow
from core.ack_report import AckReport, Via
from core.fact_log import logged
from core.message_facts import Flag, Kind, MessageFact
from tests.core.seen_facts import published, seen


def report(*facts: MessageFact, via: Via = "proxy") -> AckReport:
    flow = AckFlow()
    flow.fold(logged(*facts))
    return AckReport(flow, via, 10.0, 1010.0)


def handed(tag: int, **more: Any) -> MessageFact:
    about = {"exchange": "orders", "routing_key": "new", "message_id": f"m{tag}"}
    return seen(Kind.DELIVERED, tag, 1001.0 + tag, **{**about, **more})


def test_that_a_hop_has_its_counts_and_its_ways() -> None:
    told = report(
        *(published(tag, message_id=f"m{tag}") for tag in (1, 2, 3)),
        handed(1),
        handed(2),
        handed(3, queue="audit.q"),
        seen(Kind.ACKED, 1, 1005.0),
    )

    (hop,) = told.as_json()["hops"]
    assert (hop["from"], hop["to"], hop["at_least"]) == ("shop", "billing", False)
    assert hop["counts"] == {"deliver": 3, "redeliver": 0, "ack": 1}
    assert hop["ways"] == [
        {"exchange": "orders", "queue": "audit.q", "deliver": 1},
        {"exchange": "orders", "queue": "billing.q", "deliver": 2},
    ]
    text = told.as_text().splitlines()
    at = text.index("Which service causes work for which")
    assert (
        text[at + 1] == "  shop causes work for billing: deliver 3, ack 1 (by audit.q, billing.q)"
    )


def test_that_what_nobody_saw_published_may_be_of_anybody() -> None:
    told = report(published(1, message_id="m1"), handed(1), handed(7))

    known, unknown = told.as_json()["hops"]
    assert (known["from"], known["counts"]["deliver"], known["at_least"]) == ("shop", 1, True)
    assert (unknown["from"], unknown["to"], unknown["at_least"]) == (None, "billing", False)
    assert "  shop causes work for billing: >= deliver 1 (by billing.q)" in told.as_text()
    assert "  unknown causes work for billing: deliver 1 (by billing.q)" in told.as_text()


def test_that_the_firehose_sees_hops_without_acks() -> None:
    told = report(
        published(1, message_id="m1", flags=Flag(0)),
        handed(1, flags=Flag.ACKS_UNSEEN, consumer_tag=""),
        via="firehose",
    )

    (hop,) = told.as_json()["hops"]
    assert hop["counts"] == {"deliver": 1, "redeliver": 0, "ack": None}
