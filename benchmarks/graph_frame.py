"""One frame of the flow graph, ours beside the plain way: one QGraphicsItem a node and an edge.

Prints the median milliseconds of a frame in which the dots move, of a refresh in which every rate
has changed, of a frame while the node with the most edges is dragged, our longest slice of such a
refresh, and how many times faster ours is. Run it with
`QT_QPA_PLATFORM=offscreen` or on a screen; `--quick` measures less.
"""

import argparse
import math
import random
from statistics import median
from time import perf_counter

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsPathItem,
    QGraphicsRectItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
    QGraphicsView,
)

from core.graph import EdgeKind, FlowGraph
from gui import theme
from gui.flow.edge_paint import curve
from gui.flow.scene import Scene, scene_of
from gui.flow.view import FlowView

SIZE = (1400, 900)
STEP = 1 / 60
DOTS_PER_EDGE = 4


class System:
    """A made-up system of many services in loose clusters, whose rates can be changed."""

    def __init__(self, nodes: int, edges: int) -> None:
        self.chance, self.graph = random.Random(1), FlowGraph()
        self.pace, self.at = self.graph.tally.pace(), 1000.0
        self.columns = self._nodes(nodes // 4)
        while len(self.graph.edges) < edges:
            self._add_edge()
        self.change_rates()
        self.change_rates()

    def _nodes(self, size: int) -> list[list[str]]:
        graph = self.graph
        return [
            [graph.node("service", f"publisher-{i}").id for i in range(size)],
            [graph.node("exchange", f"events.{i}").id for i in range(size)],
            [graph.node("queue", f"handler.{i}").id for i in range(size)],
            [graph.node("service", f"consumer-{i}").id for i in range(size)],
        ]

    def _add_edge(self) -> None:
        column, i = self.chance.randrange(3), self.chance.randrange(len(self.columns[0]))
        j = min(max(i + round(self.chance.gauss(0, 5)), 0), len(self.columns[0]) - 1)
        source, target = self.columns[column][i], self.columns[column + 1][j]
        kinds: tuple[EdgeKind, ...] = ("publish", "route", "deliver")
        self.graph.count_with(self.graph.edge(kinds[column], source, target))

    def change_rates(self) -> None:
        """Let a second pass in which every edge has another rate."""
        self.at += 1.0
        edges = self.graph.edges.values()
        ids = np.array([counter for edge in edges for counter in edge.counters.values()])
        counts = np.array([10 ** self.chance.uniform(-1, 2) for _ in ids])
        self.graph.tally.advance(self.pace, ids, counts, self.at, 30.0)
        self.graph.values += 1


class Ours:
    """The view of the application, all of the graph in sight."""

    def __init__(self, system: System) -> None:
        self.view = FlowView()
        self.view.resize(*SIZE)
        self.view.show()
        self.view.show_graph(system.graph)
        QApplication.processEvents()
        self.view.stage.complete()

    def frame(self) -> float:
        """Move the dots and paint, while no new picture is drawn."""
        begun = perf_counter()
        self.view.stage.particles.step(STEP)
        self.view.repaint()
        return perf_counter() - begun

    def drag(self) -> float:
        """Follow a hand that drags the node with the most edges, and paint."""
        stage = self.view.stage
        if stage.lifted is None:
            busiest = int(np.bincount(stage.scene.ends.ravel()).argmax())
            stage.lift(
                stage.scene.slots[busiest], stage.camera.seen(stage.box_of(busiest).center())
            )
            stage.complete()
            self._hand = QPointF(SIZE[0] / 2, SIZE[1] / 2)
        begun = perf_counter()
        self._hand += QPointF(3.0, 2.0)
        stage.carry(self._hand)
        stage.particles.step(STEP)
        self.view.repaint()
        return perf_counter() - begun

    def refresh(self) -> tuple[float, float]:
        """Draw a new still picture in slices: all of them, and the longest."""
        stage, slices = self.view.stage, []
        stage.read_values()
        while stage.stale or stage.layer.busy:
            begun = perf_counter()
            stage.advance(0.0)
            slices.append(perf_counter() - begun)
        return sum(slices), max(slices)


class Plain:
    """One item for each node, edge and label; the dots of all edges drawn above them."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.stage = scene, QGraphicsScene()
        self.edges = [QGraphicsPathItem(curve(controls)) for controls in scene.controls]
        self.labels = [QGraphicsSimpleTextItem() for _ in scene.edges]
        for item, label, points in zip(self.edges, self.labels, scene.points, strict=True):
            self.stage.addItem(item)
            self.stage.addItem(label)
            label.setPos(*points[len(points) // 2].tolist())
        for (left, top, right, bottom), node in zip(scene.boxes.tolist(), scene.nodes, strict=True):
            box = QGraphicsRectItem(left, top, right - left, bottom - top)
            self.stage.addItem(box)
            QGraphicsSimpleTextItem(node.name, box).setPos(left + 8, top + 8)
        self.view = _Dotted(self.stage, scene)
        self.view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.view.resize(*SIZE)
        self.view.show()
        self.refresh()
        self.view.fitInView(self.stage.sceneRect())
        QApplication.processEvents()

    def frame(self) -> float:
        """Move the dots and paint."""
        begun = perf_counter()
        self.view.phase = math.fmod(self.view.phase + STEP / 3, 1.0)
        self.view.viewport().repaint()
        return perf_counter() - begun

    def refresh(self) -> float:
        """Change every edge's pen and text, and paint."""
        begun = perf_counter()
        for item, label, rate in zip(self.edges, self.labels, self.rates(), strict=True):
            item.setPen(QPen(QColor("steelblue"), 1 + math.log10(1 + rate)))
            label.setText(f"{rate:.1f}/s")
        self.view.viewport().repaint()
        return perf_counter() - begun

    def rates(self) -> list[float]:
        """What passes along the edges now."""
        found: list[float] = self.scene.flows.passing.tolist()
        return found


class _Dotted(QGraphicsView):
    """A view that paints the dots in one go."""

    def __init__(self, stage: QGraphicsScene, scene: Scene) -> None:
        super().__init__(stage)
        self._points, self.phase = scene.points, 0.0

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:  # noqa: N802, ARG002
        """All dots of all edges; the name and the unused rectangle are Qt's."""
        count = self._points.shape[1]
        shares = (np.arange(DOTS_PER_EDGE) / DOTS_PER_EDGE + self.phase) % 1.0
        dots = self._points[:, (shares * (count - 1)).astype(int)].reshape(-1, 2)
        pen = QPen(QColor("white"), 5)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in dots.tolist()]))


def measure(nodes: int, edges: int, repeats: int) -> None:
    """Print a line for a graph of that size."""
    system = System(nodes, edges)
    ours, plain = Ours(system), Plain(scene_of(system.graph, None))
    frames, plain_frames, refreshes, slices, plain_refreshes = [], [], [], [], []
    for _ in range(repeats):
        frames += [ours.frame() for _ in range(5)]
        plain_frames.append(plain.frame())
        system.change_rates()
        plain.scene.read_values()
        whole, longest = ours.refresh()
        refreshes.append(whole)
        slices.append(longest)
        plain_refreshes.append(plain.refresh())
    frame, plain_frame = median(frames) * 1000, median(plain_frames) * 1000
    refresh, plain_refresh = median(refreshes) * 1000, median(plain_refreshes) * 1000
    dots = ours.view.statistics().dots
    dragged = median(ours.drag() for _ in range(5 * repeats)) * 1000
    print(
        f"{nodes:5} nodes {edges:5} edges {dots:5} dots: "
        f"frame {frame:6.1f} ms, plain {plain_frame:7.1f} ms, {plain_frame / frame:5.1f}x; "
        f"while a node is dragged {dragged:6.1f} ms; "
        f"refresh {refresh:6.1f} ms in slices of at most {median(slices) * 1000:4.1f} ms, "
        f"plain {plain_refresh:7.1f} ms at once"
    )
    ours.view.close()
    plain.view.close()


def main() -> None:
    """Measure graphs of several sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only two sizes, few frames")
    quick = parser.parse_args().quick
    application = QApplication([])
    theme.apply(application)
    for nodes, edges in (
        ((48, 100), (500, 1500)) if quick else ((48, 100), (500, 1500), (2000, 6000))
    ):
        measure(nodes, edges, repeats=3 if quick else 9)


if __name__ == "__main__":
    main()
