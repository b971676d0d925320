"""How long until the first window is on screen: ours, with and without arguments, beside a bare
and an eager one.

Every variant is a fresh process; the time runs from its start to its first paint. The variants
take turns, so that a busy machine disturbs all of them alike: read the ratios.

    python benchmarks/startup.py [--quick]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

BARE = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
        QApplication.exit(0)
app = QApplication(sys.argv)
window = Window()
window.menuBar().addMenu("File").addAction("Quit")
window.addToolBar("Main").addAction("Open")
window.setCentralWidget(QTableWidget(20, 8))
window.resize(1200, 800)
window.show()
app.exec()
"""

EAGER = """
import sys
import numpy, pika, pyqtgraph
""" + BARE.replace("import sys\n", "", 1).replace(
    "window.resize",
    "plot = pyqtgraph.PlotWidget(); plot.plot(numpy.random.rand(600));"
    " window.setCentralWidget(plot)\nwindow.resize",
)

OURS = """
import sys
import gui.app
class Opened:
    def __init__(self, window, *_):
        window.painted.connect(self.leave)
    def leave(self):
        from PySide6.QtWidgets import QApplication
        print("painted", flush=True)
        QApplication.exit(0)
    def end(self):
        pass
def open_window(endpoints=None):
    from gui.startup_guard import refusal
    assert not refusal()
    import gui.opening
    gui.opening.Opening = Opened
    return gui.opening.run(endpoints)
gui.app.open_window = open_window
gui.app.main(sys.argv[1:])
"""

URL = ("--url", "amqp://guest:guest@localhost:5672/shop")
BARE_WINDOW, OURS_ALONE, OURS_WITH_URL = "bare PySide6", "flowscope", "flowscope --url …"
VARIANTS: dict[str, tuple[str, ...]] = {
    BARE_WINDOW: (BARE,),
    OURS_ALONE: (OURS,),
    OURS_WITH_URL: (OURS, *URL),
    "eager PySide6 + pyqtgraph": (EAGER,),
}
"""The code of each process and its arguments."""
TARGET = 1.3


def environment(bytecode: str) -> dict[str, str]:
    """Every module compiled beforehand, as after an installation."""
    chosen = dict(os.environ)
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen["PYTHONPYCACHEPREFIX"] = bytecode
    if sys.platform == "linux" and not chosen.get("DISPLAY"):
        chosen.setdefault("QT_QPA_PLATFORM", "offscreen")
    return chosen


def first_paint(variant: tuple[str, ...], chosen: dict[str, str]) -> float:
    """Milliseconds from the start of a process to its first painted window."""
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", *variant],
        cwd=ROOT,
        env=chosen,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        took = (time.perf_counter() - begun) * 1000
    if line.strip() != "painted" or child.returncode != 0:
        raise SystemExit(f"a window did not come up (exit code {child.returncode})")
    return took


def ratio(times: dict[str, list[float]], name: str) -> float:
    """The median of the rounds' own ratios: what disturbs a round disturbs all its variants."""
    rounds = zip(times[name], times[BARE_WINDOW], strict=True)
    return statistics.median(taken / bare for taken, bare in rounds)


def measure(rounds: int) -> dict[str, list[float]]:
    """The milliseconds of every round, by variant."""
    times: dict[str, list[float]] = {name: [] for name in VARIANTS}
    with tempfile.TemporaryDirectory() as bytecode:
        chosen = environment(bytecode)
        for variant in VARIANTS.values():
            first_paint(variant, chosen)
        for _ in range(rounds):
            for name, variant in VARIANTS.items():
                times[name].append(first_paint(variant, chosen))
    return times


def report(times: dict[str, list[float]]) -> None:
    """Print the comparison and whether the target is met."""
    for name, taken in times.items():
        print(f"{name:28} {statistics.median(taken):7.0f} ms   {ratio(times, name):5.2f} x bare")
    for name in (OURS_ALONE, OURS_WITH_URL):
        ours = ratio(times, name)
        met = "met" if ours <= TARGET else "missed"
        print(f"target for {name}: at most {TARGET} x bare: {met} ({ours:.2f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="five rounds instead of fifteen")
    report(measure(5 if parser.parse_args().quick else 15))


if __name__ == "__main__":
    main()
