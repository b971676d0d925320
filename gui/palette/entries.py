"""What the palette offers: the commands of the menus, the things of the graph, the profiles."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from core import numbers
from core.amqp.fields import shown
from core.find.vocabulary import KINDS
from core.lanes.seek import Sought
from core.profile import Profile
from core.watched_message import Message
from core.wording import tr
from gui.command import bare

if TYPE_CHECKING:
    from core.find.connections import OpenConnection
    from core.graph import Node

Kind = Literal[
    "command", "service", "exchange", "queue", "connection", "profile", "guide", "message"
]
_BETWEEN = "  "
"""How languages without Latin letters name the key of a command."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    key: str
    """By which it is known again another time."""
    kind: Kind
    title: str
    about: str
    act: Callable[[], object]
    shortcut: str = ""
    why_not: str = ""
    """Why it cannot be done now; empty: it can."""
    is_on: bool = False
    """A choice that is made already."""
    also: str = ""
    """What it is called in English, for those who look for that; empty where it is the title."""

    @property
    def words(self) -> str:
        """All by which it may be found: first what it is called."""
        words = f"{self.title}{_BETWEEN}{self.about}"
        return f"{words}{_BETWEEN}{self.also}" if self.also else words

    @property
    def about_from(self) -> int:
        """The letter of `words` with which its explanation begins."""
        return len(self.title) + len(_BETWEEN)


@dataclass(frozen=True, slots=True)
class Command:
    """An action with the menus in which it stands."""

    action: QAction
    menus: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the menu calls it."""
        return bare(self.action.text())

    @property
    def key(self) -> str:
        """By which it is known, whatever language the window speaks."""
        return self.action.objectName() or "/".join((*self.menus, self.title))

    @property
    def also(self) -> str:
        """Its English name where the window speaks another language."""
        name = self.action.objectName()
        return "" if name == self.title else name.removesuffix("…")

    @property
    def shortcuts(self) -> list[str]:
        """The keys that do the same, as the system writes them."""
        style = QKeySequence.SequenceFormat.NativeText
        return [keys.toString(style) for keys in self.action.shortcuts()]


def commands(bar: QMenuBar) -> list[Command]:
    """Everything that the menus hold, in their order."""
    return list(_commands(bar.actions(), ()))


def command_entries(found: Sequence[Command], why_not: Callable[[QAction], str]) -> list[Entry]:
    """A line for each command."""
    return [
        Entry(
            key=f"command:{command.key}",
            kind="command",
            title=command.title.removesuffix("…"),
            about=" > ".join(command.menus),
            act=command.action.trigger,
            shortcut=(command.shortcuts or [""])[0],
            why_not="" if command.action.isEnabled() else why_not(command.action),
            is_on=command.action.isChecked(),
            also=command.also,
        )
        for command in found
    ]


def node_entries(nodes: Sequence["Node"], go: Callable[[str], object]) -> list[Entry]:
    """A line for each service, exchange and queue."""
    return [
        Entry(node.id, node.kind, node.name, _about(node), partial(go, node.id)) for node in nodes
    ]


def connection_entries(
    connections: Sequence["OpenConnection"], go: Callable[[str], object]
) -> list[Entry]:
    """A line for each open connection, which leads to its service."""
    return [
        Entry(
            f"connection:{one.connection.name}",
            "connection",
            one.name,
            tr("connection of {service}", service=one.service.partition(":")[2]),
            partial(go, one.service),
        )
        for one in connections
    ]


def profile_entries(profiles: Sequence[Profile], connect: Callable[[str], object]) -> list[Entry]:
    """A line for each broker with a name."""
    return [
        Entry(
            f"profile:{profile.name}",
            "profile",
            tr("Connect to {profile}", profile=profile.name),
            "  ·  ".join((*profile.standing.marks, profile.url)),
            partial(connect, profile.name),
        )
        for profile in profiles
    ]


def message_entries(found: Sequence[Sought], go: Callable[[Message], object]) -> list[Entry]:
    """A line for each message, which leads to its life."""
    return [
        Entry(
            f"message:{number}",
            "message",
            shown(one.id),
            shown(_about_message(one)),
            partial(go, one.message),
        )
        for number, one in enumerate(found)
    ]


def _about_message(one: Sought) -> str:
    key = one.message.routing_key or tr("(empty)")
    time = numbers.clock(one.at)
    if one.is_correlation:
        return tr("correlation_id of a message with routing key {key}, {time}", key=key, time=time)
    return tr("message with routing key {key}, {time}", key=key, time=time)


def _about(node: "Node") -> str:
    kind = tr(KINDS[node.kind])
    return kind if node.present else tr("{kind}, gone", kind=kind)


def _commands(actions: Sequence[QAction], menus: tuple[str, ...]) -> Iterator[Command]:
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _commands(menu.actions(), (*menus, bare(action.text())))
        elif not action.isSeparator() and action.isVisible():
            yield Command(action, menus)
