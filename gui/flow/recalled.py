"""Where nodes stood in the pictures of before: who comes back to one finds it as it was.

A picture that grew is not the one that would be made of the same graph from nothing, and a graph
that is connected to again comes in pieces.
"""

from dataclasses import replace

from core.layout import Layout

Known = Layout | None


class Recalled:
    """The last places in each kind of picture: the whole graph, and that of services alone."""

    def __init__(self) -> None:
        self._layouts: dict[tuple[int, ...], Layout] = {}

    def note(self, layout: Layout) -> None:
        """A picture goes out of sight; an empty one says nothing."""
        if layout.places:
            self._layouts[layout.columns] = layout

    def of(self, columns: tuple[int, ...]) -> Known:
        """How that kind of picture was last."""
        return self._layouts.get(columns)


def with_recalled(now: Layout, before: Known) -> Layout:
    """The present places, and those of before of what may still come.

    Not once most of what is here was not there then: that is another system.
    """
    if before is None or 2 * len(now.places.keys() & before.places.keys()) < len(now.places):
        return now
    homes = {slot: y for slot, y in before.homes.items() if slot not in now.places}
    return replace(now, places={**before.places, **now.places}, homes={**homes, **now.homes})
