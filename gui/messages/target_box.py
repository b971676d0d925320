"""Which exchange or queue to tap: completed from what is declared, or taken from the selection."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from core.topology import DEFAULT_EXCHANGE
from core.wording import tr

if TYPE_CHECKING:
    from core.topology import Topology

Target = tuple[str, str]
"""`exchange` or `queue`, and its name."""


class TargetBox(QComboBox):
    """A list of all exchanges and queues that can be typed into."""

    chosen = Signal(str, str)
    """Kind and name; emitted when the user or the selection chose one."""

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
        self.setCurrentIndex(-1)
        self.activated.connect(self._on_activated)

    @property
    def target(self) -> Target | None:
        """What is chosen, if it is declared."""
        wanted = self.currentText()
        return next((one for one in self._targets if target_words(one) == wanted), None)

    def choose(self, target: Target) -> None:
        """Show a target as the chosen one."""
        self.setEditText(target_words(target))
        self.chosen.emit(*target)

    def show_topology(self, topology: "Topology") -> None:
        """Offer what is declared now; the chosen one stays."""
        if topology is self._topology:
            return
        self._topology = topology
        targets = [("exchange", name) for name in sorted(topology.exchanges)]
        targets += [("queue", name) for name in sorted(topology.queues)]
        targets = [one for one in targets if one != ("exchange", DEFAULT_EXCHANGE)]
        if targets != self._targets:
            self._targets = targets
            text = self.currentText()
            self.clear()
            self.addItems([target_words(one) for one in targets])
            self.setCurrentIndex(-1)
            self.setEditText(text)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(*self._targets[index])


def target_words(target: Target) -> str:
    """A target as the list shows it."""
    kind, name = target
    return (
        tr("exchange  {name}", name=name) if kind == "exchange" else tr("queue  {name}", name=name)
    )
