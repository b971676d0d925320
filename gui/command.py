"""A command of the window: an action with its words, its keys and its tool tip."""

import re

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.wording import tr

_KEY_IN_BRACKETS = re.compile(r"\s*\(&\w\)")


def command(parent: QObject, text: str, shortcut: str, tip: str) -> QAction:
    """An action of phrases; its name is English, whatever language the window speaks."""
    action = QAction(tr(text), parent)
    action.setObjectName(text.replace("&", ""))
    action.setShortcut(shortcut)
    action.setToolTip(tip_with_keys(tr(tip), shortcut))
    return action


def tip_with_keys(tip: str, keys: str) -> str:
    """What something does and the keys that do it."""
    return tr("{tip} ({keys})", tip=tip, keys=keys) if keys else tip


def bare(text: str) -> str:
    """The words of a command without the mark of its key: `Find`, also of `Fin&d` or `Find(&D)`."""
    text = _KEY_IN_BRACKETS.sub("", text)
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
