import pytest

from core.amqp.fields import Field, encode_table, field_of
from core.cause_names import NO_NAMES, cause_names, may_tell

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "name",
    [
        *("causation-id", "CausationId", "x-causation-id", "cloudEvents:causationid", "caused_by"),
        *("in-reply-to", "In-Reply-To", "rbs2-in-reply-to", "NServiceBus.RelatedTo"),
        *("initiatorId", "parent-message-id", "CAUSATION_ID"),
    ],
)
def test_that_a_header_names_what_caused_the_message(name: str) -> None:
    headers = {"other": field_of(1), name: field_of("m1")}

    assert cause_names(headers) == ("m1", name, "")
    assert may_tell(encode_table(headers))


def test_that_a_trace_is_found() -> None:
    headers = {"traceparent": field_of(f"00-{TRACE}-00f067aa0ba902b7-01")}

    assert cause_names(headers) == ("", "", TRACE)
    assert may_tell(encode_table(headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"traceparent": field_of(f"00-{'0' * 32}-00f067aa0ba902b7-01")},
        {"traceparent": field_of("garbage")},
        {"causation-id": field_of("")},
        {"causation-id": field_of(True)},
        {"causation-id": Field("A", [])},
        {"cause-of-death": field_of("m1")},
        {},
    ],
)
def test_that_other_headers_name_nothing(headers: dict[str, Field]) -> None:
    assert cause_names(headers) == NO_NAMES


def test_that_a_number_may_be_an_id() -> None:
    assert cause_names({"causation-id": field_of(7)}).cause == "7"
