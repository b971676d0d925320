"""The labels that stand beside messages in the lanes: where, and of which they are."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF


class Labels:
    """Of one frame; messages are known by their number among those that were painted."""

    def __init__(self) -> None:
        self.waiting: dict[int, QRectF] = {}
        self.settled: dict[int, QRectF] = {}

    def note_waiting(self, number: int, place: QRectF | None) -> None:
        """One that waits is named there, or could not be."""
        if place is not None:
            self.waiting[number] = place

    def note_settled(self, number: int, place: QRectF | None) -> None:
        """One that has left is named there, or could not be."""
        if place is not None:
            self.settled[number] = place


def label_at(labels: Mapping[int, QRectF], at: QPointF) -> int | None:
    """Whose label is at a point."""
    return next((number for number, place in labels.items() if place.contains(at)), None)
