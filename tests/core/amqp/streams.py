"""Methods and streams of frames to try the codec with."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as some
from hypothesis.strategies import SearchStrategy

from core.amqp.frames import BODY, HEADER, METHOD, Frame, FrameScanner, encode_frame
from core.amqp.methods import encode_method, id_of
from core.amqp.signatures import CONTENT, SIGNATURES, Signature

names = some.text(max_size=40).filter(lambda text: len(text.encode()) <= 255)
tables = some.dictionaries(names, names | some.booleans() | some.integers(-(2**40), 2**40))
OF_KIND: dict[str, SearchStrategy[Any]] = {
    "octet": some.integers(0, 2**8 - 1),
    "short": some.integers(0, 2**16 - 1),
    "long": some.integers(0, 2**32 - 1),
    "longlong": some.integers(0, 2**64 - 1),
    "shortstr": names,
    "longstr": some.binary(max_size=60),
    "table": tables,
    "bit": some.booleans(),
}
HEADERLESS = b"\x00\x00"


def arguments_of(signature: Signature) -> SearchStrategy[dict[str, Any]]:
    return some.fixed_dictionaries(
        {name: OF_KIND[kind] for kind, name in signature.fields if name != "-"}
    )


@some.composite
def methods(draw: some.DrawFn) -> bytes:
    signature = draw(some.sampled_from(list(SIGNATURES.values())))
    return encode_method(signature.name, **draw(arguments_of(signature)))


@some.composite
def streams(draw: some.DrawFn) -> list[Frame]:
    """Frames as a peer would send them: methods, some with content."""
    frames: list[Frame] = []
    for method in draw(some.lists(methods(), max_size=5)):
        frames.append((METHOD, 1, method))
        if method[:4] in {id_of(name) for name in CONTENT}:
            body = draw(some.binary(max_size=40))
            header = b"\x00\x3c\x00\x00" + len(body).to_bytes(8) + HEADERLESS
            frames += [(HEADER, 1, header), *([(BODY, 1, body)] if body else [])]
    return frames


def encoded(frames: Iterable[Frame]) -> bytes:
    return b"".join(encode_frame(*frame) for frame in frames)


def scanned(stream: bytes, size: int = 0, scanner: FrameScanner | None = None) -> list[Frame]:
    """The frames of a stream that is fed in pieces of `size` bytes, 0 for all at once."""
    scanner = scanner or FrameScanner()
    size = size or len(stream) or 1
    pieces = (stream[start : start + size] for start in range(0, len(stream), size))
    return [frame for piece in pieces for frame in scanner.feed(piece)]
