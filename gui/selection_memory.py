"""What was selected on a broker the last time: shown again once it is there."""

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from core.selection import Selection, exists

if TYPE_CHECKING:
    from core.session import Session

KEPT = 20
_SETTING = "flow/selections"


class SelectionMemory:
    """Remembers by broker and vhost; whoever has selected something meanwhile is not disturbed."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._session: Session | None = None
        self._wanted: Selection = None

    def watch(self, session: "Session | None") -> None:
        """Another broker, or none."""
        self._session = session
        self._wanted = None if session is None else _read(self._load().get(_place(session)))

    def note(self, selection: Selection) -> None:
        """That is selected now, by the user's will or because it was again."""
        self._wanted = None
        if self._session is None:
            return
        kept = self._load()
        kept.pop(_place(self._session), None)
        if selection is not None:
            kept[_place(self._session)] = selection if isinstance(selection, str) else [*selection]
        newest = dict(list(kept.items())[-KEPT:])
        self._settings.setValue(_SETTING, json.dumps(newest))

    def recalled(self) -> Selection:
        """What is to be selected again, once, as soon as the graph holds it."""
        wanted, session = self._wanted, self._session
        if wanted is None or session is None or not exists(session.graph, wanted):
            return None
        self._wanted = None
        return wanted

    def _load(self) -> dict[str, object]:
        try:
            found = json.loads(str(self._settings.value(_SETTING, "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _place(session: "Session") -> str:
    """The address without its password, the vhost included."""
    return session.endpoints.shown


def _read(kept: object) -> Selection:
    """A selection as it was written; nothing if it is none."""
    if isinstance(kept, str):
        return kept
    if isinstance(kept, list) and len(kept) == 3 and all(isinstance(one, str) for one in kept):
        return (kept[0], kept[1], kept[2])
    return None
