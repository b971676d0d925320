"""What a key in the command palette costs with 3,000 names: find, order, lay out and paint.

Measured on the GUI thread, from the key to the picture, with the palette on screen. Run it with
`QT_QPA_PLATFORM=offscreen` or on a screen; `--quick` measures less.
"""

import argparse
import statistics
import sys
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from gui import theme
from gui.palette.entries import Entry
from gui.palette.view import Palette

NAMES = 3_000
TYPED = ("handler.19", "dh19", "queue 77", "connect", "publish", "zzz", "n")
KEY_MS = 8.0
"""What a key may cost."""


def entries(count: int) -> list[Entry]:
    """Queues of a big broker, and a few commands."""
    queues = [
        Entry(f"queue:{i}", "queue", f"domain.{i % 40}.handler.{i}", "queue", lambda: None)
        for i in range(count)
    ]
    commands = [
        Entry(f"command:{i}", "command", f"Command {i}", "View > Theme", lambda: None, f"Ctrl+{i}")
        for i in range(60)
    ]
    return [*commands, *queues]


def measure(rounds: int, count: int = NAMES) -> list[float]:
    """Milliseconds of each key, the deleting ones included."""
    window = QMainWindow()
    window.resize(1480, 940)
    window.show()
    palette = Palette(window)
    palette.open(entries(count), ["queue:77", "command:3"])
    QApplication.processEvents()
    times = []
    for _ in range(rounds):
        for text in TYPED:
            keys = [*text, *[""] * len(text)]
            for key in keys:
                begun = time.thread_time()
                if key:
                    QTest.keyClicks(palette.entry, key)
                else:
                    QTest.keyClick(palette.entry, Qt.Key.Key_Backspace)
                palette.repaint()
                palette.rows.viewport().repaint()
                times.append((time.thread_time() - begun) * 1000)
    palette.close()
    window.close()
    return times


def report(times: list[float]) -> None:
    """Print what a key costs and whether the target is met."""
    middle, worst = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
    print(f"key  median {middle:6.2f} ms   95 % below {worst:6.2f} ms   ({NAMES:,} names)")
    verdict = "met" if middle < KEY_MS else "missed"
    print(f"target: a key below {KEY_MS:.0f} ms: {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round instead of ten")
    rounds = 1 if parser.parse_args().quick else 10
    application = QApplication(sys.argv[:1])
    theme.apply(application)
    report(measure(rounds))


if __name__ == "__main__":
    main()
