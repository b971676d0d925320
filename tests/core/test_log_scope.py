import pytest

from core.log_scope import concerns
from core.selection import Selection
from core.topology_log import Entry

PEER = "10.0.0.1:51000"


def entry(kind: str, name: str, detail: str = "") -> Entry:
    return Entry(1.0, "appeared", kind, name, detail)


BOUND = entry("binding", "shop -> bills [order.*]")
CONSUMES = entry("consumer", "c1 of bills", "service billing")


@pytest.mark.parametrize(
    ("selection", "one"),
    [
        (None, BOUND),
        ("queue:bills", entry("queue", "bills")),
        ("queue:bills", BOUND),
        ("queue:bills", CONSUMES),
        ("exchange:shop", entry("exchange", "shop")),
        ("exchange:shop", BOUND),
        ("exchange:audit", entry("binding", "shop -> audit [#]")),
        ("service:billing", CONSUMES),
        ("service:billing", entry("connection", f"billing ({PEER})")),
        ("service:billing", entry("connection", f"billing-2 ({PEER})")),
        ("service:pika", entry("connection", PEER)),
        (("deliver", "queue:bills", "service:billing"), CONSUMES),
        (("publish", "service:billing", "exchange:shop"), BOUND),
        ("queue:other", entry("broker", "localhost")),
    ],
)
def test_that_a_change_concerns_what_it_is_of(selection: Selection, one: Entry) -> None:
    assert concerns(one, selection, lambda service: {PEER} if service == "service:pika" else ())


@pytest.mark.parametrize(
    ("selection", "one"),
    [
        ("queue:bill", BOUND),
        ("queue:shop", BOUND),
        ("queue:bills", entry("connection", f"bills ({PEER})")),
        ("exchange:sho", BOUND),
        ("exchange:bills", entry("queue", "bills")),
        ("service:bill", CONSUMES),
        ("service:bill", entry("connection", f"billing ({PEER})")),
        ("service:billing", entry("queue", "billing")),
        ("service:billing", entry("connection", "10.0.0.2:51000")),
        (("deliver", "queue:other", "service:other"), CONSUMES),
    ],
)
def test_that_it_does_not_concern_what_only_looks_alike(selection: Selection, one: Entry) -> None:
    assert not concerns(one, selection)
