"""Walking through the graph by keyboard: along edges with the arrows, node by node with Tab."""

from dataclasses import dataclass
from typing import Literal

from gui.flow.scene import Scene, Selection

Direction = Literal["left", "right", "up", "down"]
_FORWARD, _BACK = 1, -1


@dataclass(slots=True)
class Walk:
    """Where the keyboard stands; a node is entered at one of its places."""

    slot: int | None = None
    """The place that is selected, or from which the selected edge was entered."""

    def follow(self, scene: Scene, selection: Selection) -> None:
        """Continue from what was selected in another way, or in another scene."""
        if isinstance(selection, str):
            if self.slot is None or not _is(scene, self.slot, selection):
                self.slot = _first(scene, selection)
        elif selection in scene.layout.edges:
            ends = scene.ends[scene.numbers[selection]].tolist()
            if self.slot not in ends:
                self.slot = ends[0]
        else:
            self.slot = None

    def next_node(self, scene: Scene, step: int) -> Selection:
        """The node after or before the present one; None beyond the last."""
        before = -1 if step > 0 else len(scene.slots)
        at = (before if self.slot is None else self.slot) + step
        self.slot = at if 0 <= at < len(scene.slots) else None
        return None if self.slot is None else scene.slots[self.slot][0]

    def move(self, scene: Scene, selection: Selection, direction: Direction) -> Selection:
        """What is selected after an arrow key."""
        self.follow(scene, selection)
        if self.slot is None:
            return self.next_node(scene, _FORWARD)
        vertical = direction in ("up", "down")
        step = _FORWARD if direction in ("right", "down") else _BACK
        if isinstance(selection, str):
            return self._beside(scene, step) if vertical else self._enter_edge(scene, step)
        edge = scene.numbers[selection] if selection is not None else 0
        return self._sibling(scene, edge, step) if vertical else self._leave_edge(scene, edge, step)

    def _beside(self, scene: Scene, step: int) -> Selection:
        here = self.slot or 0
        there = here + step
        if 0 <= there < len(scene.slots) and scene.slots[there][1] == scene.slots[here][1]:
            self.slot = there
        return scene.slots[self.slot or 0][0]

    def _enter_edge(self, scene: Scene, step: int) -> Selection:
        here = self.slot or 0
        edges = _edges_on_side(scene, here, step)
        return scene.keys[edges[0]] if edges else scene.slots[here][0]

    def _sibling(self, scene: Scene, edge: int, step: int) -> Selection:
        here = self.slot or 0
        for side in (_FORWARD, _BACK):
            edges = _edges_on_side(scene, here, side)
            if edge in edges:
                at = min(max(edges.index(edge) + step, 0), len(edges) - 1)
                return scene.keys[edges[at]]
        return scene.keys[edge]

    def _leave_edge(self, scene: Scene, edge: int, step: int) -> Selection:
        one, other = scene.ends[edge].tolist()
        if scene.slots[one][1] == scene.slots[other][1]:
            self.slot = other if self.slot == one else one
        else:
            by_column = sorted((one, other), key=lambda slot: scene.slots[slot][1])
            self.slot = by_column[1] if step > 0 else by_column[0]
        return scene.slots[self.slot][0]


def _is(scene: Scene, slot: int, node: str) -> bool:
    return slot < len(scene.slots) and scene.slots[slot][0] == node


def _first(scene: Scene, node: str) -> int | None:
    found = (i for i, slot in enumerate(scene.slots) if slot[0] == node)
    return next(found, None)


def _edges_on_side(scene: Scene, slot: int, side: int) -> list[int]:
    """The edges that touch a node at its left or right, from top to bottom."""
    middle = (scene.boxes[slot, 0] + scene.boxes[slot, 2]) / 2
    found: list[tuple[float, int]] = []
    for edge, (start, stop) in enumerate(scene.ends.tolist()):
        for end, point in ((start, 0), (stop, 3)):
            x, y = scene.controls[edge, point].tolist()
            if end == slot and (x - middle) * side > 0:
                found.append((y, edge))
    return [edge for _, edge in sorted(found)]
