"""What a picture of the graph leaves out because the user wants so, without flickering.

A number that dances around a threshold must not make the picture jump: what begins to be unwanted
leaves a little later, what is wanted again is back at once.
"""

from typing import Literal

import numpy as np

from core.find.flow_things import FlowThings
from core.find.things import Flags
from core.graph import EdgeKey

Mode = Literal["only", "around", "without"]
"""Only what fits and what is between; that with its neighbours; or everything else."""
LINGER_SECONDS = 5.0
LeftOut = frozenset[str | EdgeKey]
NOTHING: LeftOut = frozenset()


def left_out(things: FlowThings, found: Flags | None, mode: Mode, *, idle: bool) -> Flags:
    """Which nodes and edges to leave out; what ends in such a node goes with it."""
    out = np.zeros(things.size, dtype=np.bool_)
    if idle:
        out |= things.flagged("idle").yes
    if found is None:
        return out
    if mode == "without":
        return out | found
    nodes = found[: len(things.nodes)].copy()
    nodes[things.ends[found[len(things.nodes) :]].ravel()] = True
    if mode == "around":
        near = nodes[things.ends].any(axis=1)
        nodes[things.ends[near].ravel()] = True
    out[: len(nodes)] |= ~nodes
    return out


class Hiding:
    """What is left out now."""

    def __init__(self) -> None:
        self.left_out: LeftOut = NOTHING
        self._since: dict[str | EdgeKey, float] = {}
        self._shown: LeftOut = NOTHING

    def want(self, things: FlowThings, out: Flags, now: float, *, at_once: bool) -> LeftOut:
        """Leave these out: at once when the user has just said so, else what does not change mind.

        What was never shown does not appear before it leaves.
        """
        nodes, edges = things.keys(out)
        unwanted: LeftOut = frozenset((*nodes, *edges))
        self._since = {key: self._since.get(key, now) for key in unwanted}
        leaving = {
            key
            for key, since in self._since.items()
            if at_once or key not in self._shown or now - since >= LINGER_SECONDS
        }
        self.left_out = frozenset(leaving)
        nodes, edges = things.keys(~out)
        self._shown = frozenset((*nodes, *edges, *(unwanted - leaving)))
        return self.left_out
