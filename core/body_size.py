"""The size of a message's body, in the binary units in which RabbitMQ's limits are given."""

_UNITS = ((1024 * 1024, "MiB"), (1024, "KiB"))


def size_words(size: int) -> str:
    """A number of bytes: `940 B`, `1.2 KiB`."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"
