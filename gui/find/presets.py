"""What people look for most: expressions with a name."""

from core.wording import phrase

PRESETS: tuple[tuple[str, str], ...] = (
    (phrase("Problems"), "hurts or notice"),
    (phrase("Queues without consumers"), "!consumers"),
    (phrase("Queues with a backlog"), "ready > 0"),
    (phrase("Unacked messages"), "unacked > 0"),
    (phrase("Returned or dropped"), "returned > 0 or dropped > 0"),
    (phrase("Redelivered"), "redelivered > 0"),
    (phrase("Idle"), "idle"),
)
