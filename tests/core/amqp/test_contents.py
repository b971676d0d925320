"""Contents: what belongs together, what must not come, and streams that were tampered with."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.contents import Assembler, Content
from core.amqp.errors import ReplyCode, WireError
from core.amqp.frames import BODY, HEADER, HEARTBEAT, METHOD, Frame, FrameScanner
from core.amqp.hot import encode_content
from core.amqp.methods import decode_method, encode_method
from tests.core.amqp.streams import HEADERLESS, encoded, scanned, streams

PUBLISH = encode_method("basic.publish", routing_key="q")


def header(size: int, class_id: int = 60) -> bytes:
    return class_id.to_bytes(2) + bytes(2) + size.to_bytes(8) + HEADERLESS


@given(some.binary(max_size=100), some.integers(0, 40).map(lambda n: n and n + 9))
def test_that_a_content_comes_back(body: bytes, frame_max: int) -> None:
    stream = encode_content(4, PUBLISH, HEADERLESS, body, frame_max)
    assembler = Assembler()
    found = [assembler.take(kind, payload) for kind, _, payload in scanned(stream)]

    assert found.pop() == Content(PUBLISH, HEADERLESS, body)
    assert set(found) <= {None}
    assert assembler.missing == 0


@given(streams())
def test_that_streams_of_a_peer_are_understood(frames: list[Frame]) -> None:
    assembler = Assembler()
    found = [assembler.take(kind, payload) for kind, _, payload in frames]

    taken = [part.method if isinstance(part, Content) else part for part in found if part]
    assert taken == [payload for kind, _, payload in frames if kind == METHOD]


def test_that_an_empty_body_frame_is_nothing() -> None:
    assembler = Assembler()
    frames = [(METHOD, PUBLISH), (HEADER, header(2)), (BODY, b""), (BODY, b"a"), (BODY, b"b")]
    *_, last = [assembler.take(*frame) for frame in frames]

    assert last == Content(PUBLISH, HEADERLESS, b"ab")


@pytest.mark.parametrize(
    ("frames", "code", "text"),
    [
        (
            [(HEADER, header(0))],
            ReplyCode.UNEXPECTED_FRAME,
            "UNEXPECTED_FRAME - expected method frame, got non method frame instead",
        ),
        (
            [(METHOD, PUBLISH), (METHOD, PUBLISH)],
            ReplyCode.UNEXPECTED_FRAME,
            "UNEXPECTED_FRAME - expected content header for class 60, "
            "got non content header frame instead",
        ),
        (
            [(METHOD, PUBLISH), (HEADER, header(3, 50))],
            ReplyCode.UNEXPECTED_FRAME,
            "UNEXPECTED_FRAME - expected content header for class 60, got one for class 50 instead",
        ),
        (
            [(METHOD, PUBLISH), (HEADER, header(3)), (HEADER, header(3))],
            ReplyCode.UNEXPECTED_FRAME,
            "UNEXPECTED_FRAME - expected content body, got non content body frame instead",
        ),
        (
            [(METHOD, PUBLISH), (HEADER, header(3)), (BODY, b"four")],
            ReplyCode.FRAME_ERROR,
            "FRAME_ERROR - a body is longer than its header says",
        ),
        (
            [(METHOD, PUBLISH), (HEADER, b"\x00\x3c")],
            ReplyCode.FRAME_ERROR,
            "FRAME_ERROR - type 2, all octets = <<0,60>>: unknown_frame",
        ),
    ],
)
def test_that_frames_out_of_order_are_refused(
    frames: list[tuple[int, bytes]], code: ReplyCode, text: str
) -> None:
    assembler = Assembler()
    *before, last = frames
    for frame in before:
        assert assembler.take(*frame) is None

    with pytest.raises(WireError) as raised:
        assembler.take(*last)
    assert raised.value.code == code
    assert str(raised.value) == text


def understand(stream: bytes) -> None:
    scanner, assembler = FrameScanner(4096), Assembler()
    for kind, _, payload in scanned(stream, 11, scanner):
        if kind != HEARTBEAT:
            part = assembler.take(kind, payload)
            if part is not None:
                decode_method(part.method if isinstance(part, Content) else part)


@given(streams(), some.data())
def test_that_a_stream_that_was_tampered_with_raises_nothing_else(
    frames: list[Frame], data: some.DataObject
) -> None:
    stream = bytearray(encoded(frames))
    places = some.integers(0, max(0, len(stream) - 1))
    for at in data.draw(some.lists(places, max_size=6)) if stream else []:
        stream[at] = data.draw(some.integers(0, 255))
    cut = data.draw(places)

    with contextlib.suppress(WireError):
        understand(bytes(stream[cut:]))
