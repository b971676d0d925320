"""A file whose content is to be published, and what a broker does with a body of its size."""

import math
from dataclasses import dataclass
from pathlib import Path

from core import numbers
from core.publishing import FRAME_MAX
from core.wording import counted, phrase, tr

LARGEST = 512 * 1024 * 1024
"""The highest `max_message_size` that RabbitMQ can be given."""
USUAL_3 = 128 * 1024 * 1024
"""What RabbitMQ 3 takes unless it is configured otherwise."""
USUAL_4 = 16 * 1024 * 1024
"""The same since 4.0."""
_FRAME_OVERHEAD = 8


@dataclass(frozen=True, slots=True)
class HeldBody:
    """A body that is too large, or not meant, to be edited."""

    name: str
    body: bytes

    @property
    def words(self) -> str:
        """How large it is, and in how many frames it travels."""
        frames = max(1, math.ceil(len(self.body) / (FRAME_MAX - _FRAME_OVERHEAD)))
        return counted(
            frames,
            phrase("{size} ({bytes:,} B), sent in {n:,} frame of {most} KiB at most"),
            phrase("{size} ({bytes:,} B), sent in {n:,} frames of {most} KiB at most"),
            size=numbers.size(len(self.body)),
            bytes=len(self.body),
            most=FRAME_MAX // 1024,
        )

    @property
    def warning(self) -> str:
        """What a broker may say to it; empty when every one takes it as it comes."""
        if len(self.body) <= USUAL_4:
            return ""
        if len(self.body) <= USUAL_3:
            return tr(
                "RabbitMQ 4 takes 16 MiB unless max_message_size is set higher. A larger body is "
                "refused: 406 PRECONDITION_FAILED, and the channel closes."
            )
        return tr(
            "RabbitMQ 4 takes 16 MiB, RabbitMQ 3 128 MiB, unless max_message_size is set higher. "
            "A larger body is refused: 406 PRECONDITION_FAILED, and the channel closes."
        )


def read_body(path: Path) -> HeldBody:
    """Read a file whole; slow. Raises OSError, and ValueError when no broker would take it."""
    if path.exists() and not path.is_file():
        raise ValueError(
            tr("{name} is not a regular file: reading it may never end", name=path.name)
        )
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(
            tr(
                "{name} has {size}: no RabbitMQ takes more than 512 MiB in a message",
                name=path.name,
                size=numbers.size(size),
            )
        )
    return HeldBody(path.name, path.read_bytes())
