"""How wide the boxes of a column must be, so that the names in them are whole."""

from collections.abc import Sequence
from heapq import nlargest

from core.columns import Need
from core.graph import Node
from core.layout import HEIGHTS
from core.ordering import QUEUES
from core.wording import tr
from gui.flow.lettering import DETAIL, NAME, literal, size_from_afar, text_width
from gui.flow.node_paint import APART, BOLD, NEAR_RIM, PAD, SHORT_OF_PEOPLE, aside, count_rim

_MEASURED = 24
"""The names of a column with the most letters: one of them is the widest, or nearly."""
_LONGEST = 24.0
"""What of a name is shown at most, in sizes of its letters; what is longer loses its middle."""
_FINE = 64.0
_MANY = "88.8k"
"""As wide as how many messages wait in a queue."""
_SLACK = 1.0


def needed(column: int, nodes: Sequence[Node]) -> Need:
    """What the names of these nodes take, with what stands beside them."""
    longest = nlargest(_MEASURED, nodes, key=lambda node: len(literal(node.name).encode()))
    if not longest:
        return lambda _zoom, _letters: 0.0
    name = min(max(map(_sizes_wide, longest)), _LONGEST)
    near = NAME * name + max(map(_beside, longest)) + 2 * PAD + _SLACK
    count = text_width(_MANY, _FINE) / _FINE if column == QUEUES else 0.0

    def at(zoom: float, letters: float) -> float:
        size = size_from_afar(zoom, HEIGHTS[column], letters)
        rims = PAD + NEAR_RIM + (count_rim(zoom) if count else 0.0) + _SLACK
        return max(near, size * (name + count) + rims)

    return at


def _sizes_wide(node: Node) -> float:
    return text_width(literal(node.name), _FINE, BOLD) / _FINE


def _beside(node: Node) -> float:
    """What stands at the right of a name, or may come to stand there."""
    said = [aside(node), *([tr(SHORT_OF_PEOPLE)] if node.kind == "queue" else [])]
    wide = max(text_width(text, DETAIL) for text in said)
    return wide + APART if wide else 0.0
