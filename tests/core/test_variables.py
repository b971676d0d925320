import re
import uuid

import pytest

from core.publishing import Publish
from core.variables import Filling, as_digits, has_variables

PUBLISH = Publish(
    exchange="shop",
    routing_key="order.{{n}}",
    body=b'{"id": "{{uuid}}", "other": "{{uuid}}", "at": "{{now}}", "n": {{n}}, "x": "{{name}}"}',
    fills_in=True,
)


def filling() -> Filling:
    return Filling(iter([1_700_000_000.25, 1_700_000_001.0]).__next__)


def test_that_each_message_has_its_own_values() -> None:
    made = filling()

    first, second = made.next_message(PUBLISH), made.next_message(PUBLISH)

    assert (first.routing_key, second.routing_key) == ("order.1", "order.2")
    assert b'"at": "2023-11-14T22:13:20.250Z", "n": 1' in first.body
    ids = re.findall(rb"[0-9a-f]{8}-[0-9a-f-]{27}", first.body + second.body)
    assert len(set(ids)) == 4
    assert {uuid.UUID(one.decode()).version for one in ids} == {4}


def test_that_what_is_no_variable_stays() -> None:
    assert b'"x": "{{name}}"' in filling().next_message(PUBLISH).body


def test_that_a_message_can_be_told_again() -> None:
    made = filling()
    first, second = made.next_message(PUBLISH), made.next_message(PUBLISH)

    assert made.message(PUBLISH, 1) == first
    assert made.message(PUBLISH, 2) == second
    assert not first.fills_in


@pytest.mark.parametrize(
    ("text", "found"), [("{{n}}", True), (b"{{uuid}}", True), ("{{ n }}", False), (b"{n}", False)]
)
def test_that_only_variables_are_found(text: str | bytes, found: bool) -> None:
    assert has_variables(text) is found


def test_that_digits_keep_every_place() -> None:
    assert as_digits('{"n": {{n}}, "u": "{{uuid}}"}') == '{"n": 11111, "u": "11111111"}'
