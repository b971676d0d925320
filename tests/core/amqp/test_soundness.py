"""What is sound can be decoded, what cannot be decoded is not sound."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.properties import NAMES, Properties
from core.amqp.soundness import is_sound

texts = some.text(max_size=30)
octets = some.integers(0, 255)
KINDS: dict[str, some.SearchStrategy[Any]] = {
    "delivery_mode": octets,
    "priority": octets,
    "timestamp": some.integers(0, 2**64 - 1),
}
values: some.SearchStrategy[Any] = some.recursive(
    texts
    | some.booleans()
    | some.none()
    | some.binary(max_size=9)
    | some.floats()
    | some.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=99)
    | some.integers(-(2**63), 2**63 - 1),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
any_properties = some.fixed_dictionaries(
    {},
    optional={name: KINDS.get(name, texts) for name in NAMES}
    | {"headers": some.dictionaries(texts, values, max_size=4)},
).map(lambda given: b"".join(Properties(given).encode()))


@given(any_properties)
def test_that_what_we_write_is_sound(properties: bytes) -> None:
    assert is_sound(properties)


@given(any_properties, some.data())
def test_that_what_is_sound_can_be_decoded(properties: bytes, data: some.DataObject) -> None:
    changed = bytearray(properties)
    for at in data.draw(some.lists(some.integers(0, len(changed) - 1), max_size=3)):
        changed[at] = data.draw(octets)

    assert not (is_sound(bytes(changed)) and Properties().decode(bytes(changed)).fault)


@given(any_properties)
def test_that_what_is_cut_or_longer_is_not_sound(properties: bytes) -> None:
    assert not is_sound(properties[:-1])
    assert not is_sound(properties + b"\x00")


@given(some.binary(max_size=60))
def test_that_no_bytes_can_raise(properties: bytes) -> None:
    is_sound(properties)


@pytest.mark.parametrize("flags", [b"\x00\x01\x00\x00", b"\x00\x02"])
def test_that_flags_without_a_meaning_are_not_sound(flags: bytes) -> None:
    assert not is_sound(flags)


def test_that_endless_nesting_is_not_sound() -> None:
    inner = b""
    for _ in range(300):
        inner = b"\x01aF" + len(inner).to_bytes(4) + inner

    assert not is_sound(b"\x20\x00" + len(inner).to_bytes(4) + inner)
