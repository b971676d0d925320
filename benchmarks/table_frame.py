"""What one refresh of the message list costs: ours beside a plain QTableView and its model.

Each round puts a batch of messages in, so that every visible row changes, and paints once. The
variants take turns in one process; read the ratios. Run it with `QT_QPA_PLATFORM=offscreen` or on
a screen; `--quick` measures less.
"""

import argparse
import random
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from core.amqp.properties import Properties
from core.tapped import TappedMessage
from gui.messages.columns import COLUMNS
from gui.messages.ring import MessageRing
from gui.messages.table import MessageTable

KEPT = 100_000
BATCH = 1_000
"""Messages of a tenth of a second at 10,000 a second."""
SIZE = (1180, 1000)
TARGET = 2.0
"""How many times faster than a plain view, at least."""
REFRESHES = 10
SHARE = 10.0
"""Percent of the GUI thread that the list may take at ten refreshes a second."""

Index = QModelIndex | QPersistentModelIndex


class PlainModel(QAbstractTableModel):
    """What a tutorial would write: one role compared after the other, rows in a deque."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: deque[TappedMessage] = deque(maxlen=KEPT)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[index.column()].words(self.rows[index.row()])
        return None

    def put(self, messages: list[TappedMessage]) -> None:
        self.layoutAboutToBeChanged.emit()
        self.rows.extend(messages)
        self.layoutChanged.emit()


def messages(count: int) -> list[TappedMessage]:
    """Messages as a tap receives them."""
    made = []
    for number in range(count):
        body = (
            f'{{"order": {number}, "total": "{random.random():.6f}", "currency": "EUR"}}'.encode()
        )
        key = random.choice(("order.placed", "order.cancelled", "cart.left", "order.paid"))
        made.append(
            TappedMessage(
                at=1.8e9 + number / 1000,
                exchange="shop.events",
                routing_key=key,
                redelivered=number % 50 == 0,
                wire=Properties({"type": key, "content_type": "application/json"}),
                body=body,
                size=len(body),
            )
        )
    return made


def plain() -> tuple[QWidget, Callable[[list[TappedMessage]], None]]:
    """A QTableView that follows its last row."""
    model = PlainModel()
    view = QTableView()
    view.setModel(model)
    model.setParent(view)
    for column, spec in enumerate(COLUMNS):
        view.setColumnWidth(column, spec.width)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(22)

    def refresh(batch: list[TappedMessage]) -> None:
        model.put(batch)
        view.scrollToBottom()
        view.viewport().repaint()

    return view, refresh


def ours() -> tuple[QWidget, Callable[[list[TappedMessage]], None]]:
    """The list of the messages view."""
    ring: MessageRing[TappedMessage] = MessageRing(KEPT)
    table = MessageTable(ring, COLUMNS)

    def refresh(batch: list[TappedMessage]) -> None:
        ring.put(batch)
        table.refresh()
        table.viewport().repaint()

    return table, refresh


def measure(app: QApplication, rounds: int, kept: int = KEPT) -> dict[str, float]:
    """The median milliseconds of a refresh, by variant."""
    variants = {"plain QTableView": plain(), "ours": ours()}
    times: dict[str, list[float]] = {name: [] for name in variants}
    for view, refresh in variants.values():
        view.resize(*SIZE)
        view.show()
        app.processEvents()
        refresh(messages(kept))
    for _ in range(rounds):
        for name, (_, refresh) in variants.items():
            batch = messages(BATCH)
            begun = time.perf_counter()
            refresh(batch)
            times[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def report(medians: dict[str, float]) -> None:
    """Print the comparison and whether the target is met."""
    base, our_own = medians["plain QTableView"], medians["ours"]
    print(f"{KEPT:,} rows kept, {BATCH:,} new ones a refresh, {SIZE[1] // 22} rows visible")
    for name, median in medians.items():
        print(f"{name:20} {median:7.2f} ms a refresh   {base / median:5.1f} x plain")
    share = our_own * REFRESHES / 10
    verdict = "met" if base / our_own >= TARGET and share <= SHARE else "missed"
    print(f"ours takes {share:.1f} % of the GUI thread at {REFRESHES} refreshes a second")
    print(f"target: {TARGET} x plain, at most {SHARE:.0f} %: {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 rounds instead of 100")
    rounds = 20 if parser.parse_args().quick else 100
    report(measure(QApplication(sys.argv[:1]), rounds))


if __name__ == "__main__":
    main()
