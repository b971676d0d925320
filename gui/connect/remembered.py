"""The brokers that were watched before: their URLs, never their passwords."""

import json
from dataclasses import asdict, dataclass

from PySide6.QtCore import QSettings

KEPT = 8
_KEY = "connect/brokers"


@dataclass(frozen=True, slots=True)
class Remembered:
    """One broker of an earlier session."""

    url: str
    """The AMQP URL without its password."""
    management: str | None = None
    """As the user wrote it; None when it was inferred."""
    prometheus: str | None = None
    password_in_keyring: bool = False


def load(settings: QSettings) -> list[Remembered]:
    """The remembered brokers, newest first; what cannot be read is left out."""
    try:
        entries = json.loads(str(settings.value(_KEY, "[]")))
        return [Remembered(**entry) for entry in entries]
    except (ValueError, TypeError):
        return []


def remember(settings: QSettings, broker: Remembered) -> None:
    """Put a broker in front of the remembered ones."""
    others = [other for other in load(settings) if other.url != broker.url]
    entries = [asdict(entry) for entry in [broker, *others][:KEPT]]
    settings.setValue(_KEY, json.dumps(entries))
    settings.sync()
