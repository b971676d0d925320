"""Which exchange or queue to tap: completed from what is declared, or taken from the selection."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from core.wording import tr

if TYPE_CHECKING:
    from core.topology import Topology

Target = tuple[str, str]
"""`exchange` or `queue`, and its name."""


class TargetBox(QComboBox):
    """A list of all exchanges and queues that can be typed into."""

    chosen = Signal(str, str)
    """Kind and name; emitted when the user or the selection chose one."""
    missed = Signal(str)
    """What was typed and left, where nothing is called so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(20)
        self.setAccessibleName(tr("Exchange or queue to tap"))
        self.setPlaceholderText(tr("an exchange or a queue"))
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self._topology: Topology | None = None
        self._targets: list[Target] = []
        self.is_edited = False
        """Something was typed, and nobody has been told what it means."""
        self.setCurrentIndex(-1)
        self.activated.connect(self._on_activated)
        self.line.textEdited.connect(self._on_edited)
        self.line.editingFinished.connect(self._on_left)

    @property
    def line(self) -> QLineEdit:
        """What is typed into."""
        line = self.lineEdit()
        assert line is not None  # it is editable
        return line

    @property
    def target(self) -> Target | None:
        """What is chosen, if it is declared."""
        typed = self.currentText()
        for spelled in (_listed, _spoken, _named):
            found = next((one for one in self._targets if typed.strip() in spelled(one)), None)
            if found is not None:
                return found
        return None

    def choose(self, target: Target) -> None:
        """Show a target as the chosen one."""
        self.is_edited = False
        self.setEditText(target_words(target))
        self.chosen.emit(*target)

    def show_topology(self, topology: "Topology") -> None:
        """Offer what is declared now; the chosen one stays."""
        if topology is self._topology:
            return
        self._topology = topology
        exchanges = [("exchange", name) for name in sorted(topology.exchanges) if name]
        queues = [("queue", name) for name in sorted(topology.queues)]
        targets = sorted([*exchanges, *queues], key=_is_the_brokers_own)
        if targets != self._targets:
            self._targets = targets
            text = self.currentText()
            self.clear()
            self.addItems([target_words(one) for one in targets])
            self.setCurrentIndex(-1)
            self.setEditText(text)

    def _on_activated(self, index: int) -> None:
        self.is_edited = False
        self.chosen.emit(*self._targets[index])

    def _on_edited(self) -> None:
        self.is_edited = True

    def _on_left(self) -> None:
        """What was typed is what is meant, if something is called so."""
        if not self.is_edited:
            return
        self.is_edited = False
        target = self.target
        if target is None:
            self.missed.emit(self.currentText().strip())
        else:
            self.choose(target)


def _listed(target: Target) -> tuple[str, ...]:
    return (target_words(target),)


def _spoken(target: Target) -> tuple[str, ...]:
    """The same as somebody types it, in the user's language or RabbitMQ's."""
    kind, name = target
    return (f"{kind} {name}", target_words(target).replace("  ", " ", 1))


def _named(target: Target) -> tuple[str, ...]:
    return (target[1],)


def _is_the_brokers_own(target: Target) -> bool:
    """Seldom of interest, such as amq.direct and amq.topic."""
    return target[0] == "exchange" and target[1].startswith("amq.")


def target_words(target: Target) -> str:
    """A target as the list shows it."""
    kind, name = target
    return (
        tr("exchange  {name}", name=name) if kind == "exchange" else tr("queue  {name}", name=name)
    )
