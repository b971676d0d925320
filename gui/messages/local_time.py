"""Timestamps of messages as local date and time."""

from datetime import datetime
from typing import Any


def local_time(seconds: Any) -> str:
    """`2026-11-23 19:45:16 +01:00`; empty for what is no moment that a calendar has."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return ""
    try:
        at = datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    zone = at.strftime("%z")
    return f"{at:%Y-%m-%d %H:%M:%S} {zone[:3]}:{zone[3:5]}"
