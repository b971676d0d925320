"""What people look for most: expressions with a name."""

PRESETS: tuple[tuple[str, str], ...] = (
    ("What hurts", "hurts or notice"),
    ("Queues without consumers", "!consumers"),
    ("Queues with a backlog", "ready > 0"),
    ("Unacked messages", "unacked > 0"),
    ("Returned or dropped", "returned > 0 or dropped > 0"),
    ("Redelivered", "redelivered > 0"),
    ("Idle", "idle"),
)
