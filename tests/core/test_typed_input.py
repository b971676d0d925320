"""What users type for properties and headers."""

import time
from typing import Any

import pytest

from core.amqp.fields import Field
from core.amqp.properties import NAMES
from core.typed_input import HEADER_KINDS, InputError, header_value, headers_of, properties_of


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("content_type=text/plain", "text/plain"),
        ("content_encoding=gzip", "gzip"),
        ("delivery_mode=2", 2),
        ("delivery_mode=persistent", 2),
        ("delivery_mode=transient", 1),
        ("priority=0", 0),
        ("priority=255", 255),
        ("correlation_id=a=b", "a=b"),
        ("reply_to=", ""),
        ("expiration=60000", "60000"),
        ("message_id=ä", "ä"),
        ("timestamp=1700000000", 1_700_000_000),
        (f"timestamp={2**64 - 1}", 2**64 - 1),
        ("type=order.new", "order.new"),
        ("user_id=guest", "guest"),
        ("app_id=shop", "shop"),
        ("cluster_id=c", "c"),
    ],
)
def test_that_every_property_can_be_typed(typed: str, value: Any) -> None:
    name = typed.partition("=")[0]

    assert properties_of([typed]) == {name: value}


def test_that_now_is_a_timestamp() -> None:
    before = int(time.time())

    assert before <= properties_of(["timestamp=now"])["timestamp"] <= time.time()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("colour=red", "there is no property 'colour'"),
        ("headers=x", "there is no property 'headers'"),
        ("priority", "name=value"),
        ("=5", "name=value"),
        ("priority=256", "0 to 255"),
        ("priority=-1", "0 to 255"),
        ("priority=high", "0 to 255"),
        ("priority=²", "0 to 255"),
        ("delivery_mode=3", "1 (transient) or 2 (persistent)"),
        ("expiration=1m", "whole number"),
        ("timestamp=2024-01-01", "whole number"),
        (f"timestamp={2**64}", "whole number"),
        (f"type={'x' * 256}", "type has 256 bytes"),
    ],
)
def test_that_a_wrong_property_says_what_is_right(typed: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        properties_of([typed])

    assert words in str(caught.value)


def test_that_an_unknown_property_lists_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        properties_of(["colour=red"])

    assert all(name in str(caught.value) for name in NAMES)


@pytest.mark.parametrize(
    ("typed", "key", "field"),
    [
        ("k=5", "k", Field("S", "5")),
        ("k=true", "k", Field("S", "true")),
        ("k=", "k", Field("S", "")),
        ("k=a=b", "k", Field("S", "a=b")),
        ("trace:id=5", "trace:id", Field("S", "5")),
        ("k:str=5", "k", Field("S", "5")),
        ("k:int:str=5", "k:int", Field("S", "5")),
        ("k:int=5", "k", Field("I", 5)),
        ("k:int=-9000000000", "k", Field("l", -9_000_000_000)),
        ("k:float=1.5", "k", Field("d", 1.5)),
        ("k:bool=True", "k", Field("t", True)),
        ("k:bool=false", "k", Field("t", False)),
        ("k:null=", "k", Field("V", None)),
        ("k:timestamp=1700000000", "k", Field("T", 1_700_000_000)),
        ("k:base64=AP8=", "k", Field("x", b"\x00\xff")),
        ('k:json=[1,"a"]', "k", Field("A", [Field("I", 1), Field("S", "a")])),
        ('k:json={"a":null}', "k", Field("F", {"a": Field("V", None)})),
    ],
)
def test_that_a_header_has_the_type_that_was_named(typed: str, key: str, field: Field) -> None:
    assert headers_of([typed]) == {key: field}


@pytest.mark.parametrize(
    "typed",
    [
        "k",
        "=v",
        "k:int=five",
        f"k:int={2**63}",
        "k:float=x",
        "k:float=nan",
        "k:float=inf",
        "k:bool=yes",
        "k:null=x",
        "k:timestamp=-1",
        "k:base64=*",
        "k:json={",
        "k:json=" + "[" * 5000 + "]" * 5000,
        f"k:json={2**70}",
        "k" * 256 + "=x",
    ],
)
def test_that_a_wrong_header_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        headers_of([typed])

    assert str(caught.value)


@pytest.mark.parametrize("kind", HEADER_KINDS)
def test_that_every_kind_names_itself_when_it_refuses(kind: str) -> None:
    if kind == "str":
        return
    with pytest.raises(InputError, match=f"is not a value of type {kind}: ."):
        header_value(kind, "?!")
