"""Streams of frames in any pieces, whole and broken; pika cuts them alike."""

import contextlib

import pika.exceptions
import pika.frame
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.amqp.errors import ReplyCode, WireError
from core.amqp.frames import (
    AMQP_0_9_1,
    BODY,
    HEARTBEAT_FRAME,
    METHOD,
    PROTOCOL_HEADER,
    Frame,
    FrameScanner,
    encode_body,
    encode_frame,
)
from tests.core.amqp.streams import encoded, scanned, streams

FRAMES: list[Frame] = [(METHOD, 1, b"\x00\x14\x00\x0b" + bytes(4)), (BODY, 7, b"x" * 300)]
UPDATE_SECRET = b"\x00\x0a\x00\x46"
"""pika cannot read this one: it has no default for its fields."""


@given(streams(), some.integers(0, 50))
def test_that_pieces_make_no_difference(frames: list[Frame], size: int) -> None:
    assert scanned(encoded(frames), size) == frames


@given(streams())
def test_that_pika_cuts_our_frames_alike(frames: list[Frame]) -> None:
    frames = [frame for frame in frames if not frame[2].startswith(UPDATE_SECRET)]
    stream = encoded(frames)
    for _, channel, _ in frames:
        taken, frame = pika.frame.decode_frame(stream)
        assert frame.channel_number == channel
        stream = stream[taken:]

    assert stream == b""


def test_that_every_byte_may_come_alone() -> None:
    assert scanned(encoded(FRAMES), 1) == FRAMES


def test_that_what_follows_the_last_frame_is_kept() -> None:
    scanner = FrameScanner()
    stream = encoded(FRAMES)

    assert scanned(stream + stream[:5], scanner=scanner) == FRAMES
    assert scanner.held == 5
    assert scanned(stream[5:], scanner=scanner) == FRAMES
    assert scanner.held == 0


def test_that_the_protocol_header_comes_first() -> None:
    for size in (0, 1, 3):
        found = scanned(AMQP_0_9_1 + HEARTBEAT_FRAME, size, FrameScanner(begins=True))

        assert found == [(PROTOCOL_HEADER, 0, AMQP_0_9_1), (8, 0, b"")]


def test_that_whatever_comes_first_is_taken_for_the_protocol_header() -> None:
    (first,) = scanned(b"GET / HTTP/1.1", scanner=FrameScanner(begins=True))

    assert first == (PROTOCOL_HEADER, 0, b"GET / HT")


def test_that_frames_before_a_broken_one_are_found() -> None:
    broken = bytearray(encoded(FRAMES + FRAMES))
    broken[-1] = 0
    found = []

    with pytest.raises(WireError) as raised:
        found += list(FrameScanner().feed(bytes(broken)))
    assert raised.value.code == ReplyCode.FRAME_ERROR
    assert str(raised.value) == (
        "FRAME_ERROR - type 3, first 16 octets = "
        '<<"xxxxxxxxxxxxxxxx">>: {invalid_frame_end_marker,0}'
    )


@pytest.mark.parametrize("size", [0, 1])
def test_that_a_frame_may_fill_frame_max_and_no_more(size: int) -> None:
    assert scanned(encode_frame(BODY, 1, bytes(4096)), size, FrameScanner(4096))

    with pytest.raises(WireError, match=r"frame_too_large,4097,4088"):
        scanned(encode_frame(BODY, 1, bytes(4097)), size, FrameScanner(4096))


def test_that_an_absurd_size_is_refused_before_it_comes() -> None:
    with pytest.raises(WireError, match="frame_too_large"):
        scanned(b"\x03\x00\x01\xff\xff\xff\xff\x00", scanner=FrameScanner(131072))


def test_that_frame_max_may_change_between_two_frames() -> None:
    scanner = FrameScanner(4096)
    kinds = []
    for kind, _, _ in scanner.feed(encoded([FRAMES[0], (BODY, 1, bytes(9000))])):
        kinds.append(kind)
        scanner.frame_max = 10_000

    assert kinds == [METHOD, BODY]


@given(some.binary(max_size=200), some.integers(9, 40))
def test_that_a_body_is_split_as_frame_max_says(body: bytes, frame_max: int) -> None:
    stream = encode_body(3, body, frame_max)
    frames = scanned(stream)

    assert b"".join(payload for _, _, payload in frames) == body
    assert all(0 < len(payload) <= frame_max - 8 for _, _, payload in frames)
    assert {(kind, channel) for kind, channel, _ in frames} <= {(BODY, 3)}


@given(some.binary(max_size=300), some.booleans())
def test_that_random_bytes_raise_nothing_else(stream: bytes, begins: bool) -> None:
    with contextlib.suppress(WireError):
        scanned(stream, 7, FrameScanner(4096, begins=begins))
