"""The outcome of the check, stage by stage: what is there, what is missing, why, and the mend."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.capabilities import Capability
from gui import icons, theme
from gui.capability_chip import MEANING, WORDS, mark_of, state_word
from gui.mends import in_window, sentences

STAGES = ("amqp", "management", "prometheus", "event_exchange")


class StageRow:
    """The three labels of one stage."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind: icons.Mark = "unknown"
        self.mark = QLabel()
        self.title = QLabel(WORDS.get(name, name))
        self.words = QLabel(f"for {MEANING.get(name, 'more')}")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def wait(self) -> None:
        """The stage is being tried."""
        self._show("working", "trying …", "")

    def idle(self) -> None:
        """Nobody tried yet."""
        self._show("unknown", f"for {MEANING.get(self.name, 'more')}", "")

    def skip(self) -> None:
        """The check ended before this stage."""
        self._show("unknown", "not tried", "")

    def show_capability(self, found: Capability) -> None:
        """Show what the check found."""
        kind = mark_of(found)
        said = found.detail or state_word(found)
        if kind == "missing":
            said = sentences(found.why or "missing", in_window(found.mend))
        self._show(kind, said, f"{self.title.text()}: {state_word(found)}")

    def paint(self) -> None:
        """Draw in the colours of the current theme."""
        self.mark.setPixmap(icons.mark(self.kind).pixmap(QSize(icons.SIZE, icons.SIZE)))
        look = theme.current()
        palette = self.words.palette()
        strong = self.kind in ("ok", "missing")
        palette.setColor(self.words.foregroundRole(), look.text if strong else look.text_dim)
        self.words.setPalette(palette)

    def _show(self, kind: icons.Mark, words: str, name: str) -> None:
        self.kind = kind
        self.words.setText(words)
        self.mark.setAccessibleName(name)
        self.paint()


class StageList(QWidget):
    """All stages of the check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {name: StageRow(name) for name in STAGES}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for line, row in enumerate(self.rows.values()):
            for column, label in enumerate((row.mark, row.title)):
                grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignTop)
            row.words.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row.words, line, 2)  # aligned in the grid it would not get its height
        theme.changed.connect(self._on_theme)
        self.reset()

    def reset(self) -> None:
        """Forget what was found."""
        for row in self.rows.values():
            row.idle()

    def begin(self) -> None:
        """The first stage is being tried."""
        self.reset()
        self.rows[STAGES[0]].wait()

    def show_capability(self, found: Capability) -> None:
        """Show the outcome of one stage, and that the next one is being tried."""
        if found.name not in self.rows:
            return
        self.rows[found.name].show_capability(found)
        waiting = next((row for row in self.rows.values() if row.kind == "unknown"), None)
        if waiting is not None:
            waiting.wait()

    def end(self) -> None:
        """Nothing more is being tried."""
        for row in self.rows.values():
            if row.kind in ("working", "unknown"):
                row.skip()

    def _on_theme(self) -> None:
        for row in self.rows.values():
            row.paint()
