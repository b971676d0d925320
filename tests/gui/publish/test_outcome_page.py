import pytest

from core.amqp.fields import Field
from core.publishing import OutcomeKind, Publish
from gui.inspector.as_text import as_text
from gui.publish.outcome_page import outcome_page
from tests.gui.publish.test_history import sent


def test_that_it_tells_what_the_broker_said_and_what_was_sent() -> None:
    publish = Publish(
        exchange="shop",
        routing_key="order.placed",
        body=b'{"a": 1}',
        properties={"content_type": "application/json"},
        headers={"attempt": Field("I", 3)},
        mandatory=True,
    )
    outcome = sent(outcome="returned", reply_code=312, reply_text="NO_ROUTE").outcome

    page = as_text(outcome_page(publish, outcome))

    for words in ("312", "NO_ROUTE", "1.3 ms", "shop", "order.placed", "application/json"):
        assert words in page
    assert "attempt" in page
    assert '"a": 1' in page


@pytest.mark.parametrize(
    ("kind", "mandatory", "words"),
    [
        ("confirmed", True, "at least one queue"),
        ("confirmed", False, "there may have been no queue"),
        ("returned", True, "No queue took it"),
        ("nacked", True, "refused"),
        ("failed", True, "never confirmed"),
    ],
)
def test_that_it_says_what_an_outcome_means(kind: OutcomeKind, mandatory: bool, words: str) -> None:
    page = outcome_page(Publish(mandatory=mandatory), sent(outcome=kind).outcome)

    assert page.title.startswith(kind)
    assert words in page.subtitle


def test_that_a_body_that_is_no_text_or_very_long_is_shown_within_bounds() -> None:
    outcome = sent().outcome

    assert "00 ff" in as_text(outcome_page(Publish(body=b"\x00\xff"), outcome)).lower()
    assert len(as_text(outcome_page(Publish(body=b"x" * 100_000), outcome))) < 6_000
    assert "empty" in as_text(outcome_page(Publish(), outcome))
