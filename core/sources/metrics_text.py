"""Reads RabbitMQ's `/metrics/detailed` text into columns, cheaply when little has changed.

A line is a key (name and labels) and a value. Most lines repeat from scrape to scrape as they
are, and keys nearly always: only lines that the last scrape did not have are read, and labels are
parsed once. `benchmarks/fold.py` compares it with reading everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.facts import Series
from core.metrics import OPENED_CHANNELS, READ
from core.sources.metrics_labels import escapes_names, labels_of

_PREFIX = b"rabbitmq_detailed_"
_UPTIME = b"\nrabbitmq_detailed_erlang_uptime_seconds "
_IDENTITY = b"rabbitmq_identity_info{"
_BUILD = b"rabbitmq_build_info{"
_DEAD = b"rabbitmq_global_messages_dead_lettered_"
_PASSED_OVER = -1
_NOT_A_NUMBER = float("nan")


@dataclass(frozen=True, slots=True)
class Scrape:
    """What one reply says, compared with the one before."""

    node: str
    """The node's name; empty when the reply does not tell."""
    version: str
    gone: NDArray[np.int64]
    new: Sequence[Series]
    numbers: NDArray[np.int64]
    values: NDArray[np.float64]


class MetricsReader:
    """Numbers the series of one group of families of one node, scrape after scrape."""

    def __init__(self, vhost: str) -> None:
        self._vhost = vhost
        self._escaped = True
        self._lines: set[bytes] = set()
        self._known: dict[bytes, int] = {}
        self._free: list[int] = []
        self._values = np.zeros(0)
        """The last value of each series, by number."""
        self._held = np.zeros(0, np.bool_)
        """The numbers that stand for a series now."""

    def forget(self) -> None:
        """Start anew: the node restarted, or nothing can be compared any more."""
        self._lines = set()
        self._known = {}
        self._free = []
        self._values = np.zeros(0)
        self._held = np.zeros(0, np.bool_)

    def read(self, text: bytes) -> Scrape:
        """Read one reply; lines that are not of the watched vhost or not readable are left out.

        A line that stood in the last reply, too, says nothing new: only the others are looked at.
        A reply that names no node is no reply of RabbitMQ's, and says nothing at all.
        """
        node, version = _identity(text)
        if not node:
            return Scrape(
                node, version, np.zeros(0, np.int64), [], np.zeros(0, np.int64), np.zeros(0)
            )
        self._escaped = escapes_names(version)
        lines = text.split(b"\n")
        moved = _by_key(line for line in lines if line not in self._lines)
        before, self._lines = self._lines, set(lines)
        missing = _by_key(before - self._lines).keys() - moved.keys()
        gone = self._drop(missing)
        same = np.flatnonzero(self._held)
        new = [series for key in moved if (series := self._take(key, moved[key], node))]
        added = np.array([series.number for series in new], np.int64)
        self._held[added] = True
        numbers = np.concatenate([same, added])
        return Scrape(node, version, gone, new, numbers, self._values[numbers])

    def _drop(self, keys: set[bytes]) -> NDArray[np.int64]:
        """Series are gone; the numbers that are free now."""
        numbers = sorted(n for key in keys if (n := self._known.pop(key, _PASSED_OVER)) >= 0)
        self._free += numbers
        gone = np.array(numbers, np.int64)
        self._held[gone] = False
        return gone

    def _take(self, key: bytes, value: bytes, node: str) -> Series | None:
        """Take a value; the series if it is new."""
        number = self._known.get(key)
        series = self._series(key, node) if number is None else None
        if number is None:
            number = self._known[key] = series.number if series else _PASSED_OVER
        if number != _PASSED_OVER:
            self._values[number] = _number(value)
        return series

    def _series(self, key: bytes, node: str) -> Series | None:
        name = key[len(_PREFIX) :].partition(b"{")[0]
        if (metric := name.decode("utf-8", "replace")) not in READ:
            return None
        found = _labels_in(key, escaped=self._escaped)
        vhost = found.get("vhost") or found.get("queue_vhost") or found.get("exchange_vhost")
        if (not found and metric != OPENED_CHANNELS) or (
            vhost is not None and vhost != self._vhost
        ):
            return None
        channel = found.get("channel", "")
        return Series(
            number=self._next(),
            metric=metric,
            channel=process_id(node, channel) if channel else "",
            exchange=found.get("exchange"),
            queue=found.get("queue"),
        )

    def _next(self) -> int:
        if not self._free:
            size = len(self._held)
            self._free = list(range(2 * size + 63, size - 1, -1))
            self._values = np.concatenate([self._values, np.zeros(size + 64)])
            self._held = np.concatenate([self._held, np.zeros(size + 64, np.bool_)])
        return self._free.pop()


def uptime_of(text: bytes) -> float | None:
    """Seconds since the node's runtime started, if the reply holds `node_metrics`."""
    begin = text.find(_UPTIME)
    if begin < 0:
        return None
    begin += len(_UPTIME)
    return _number(text[begin : text.find(b"\n", begin)])


def node_of(text: bytes) -> str:
    """The name of the node that replied; empty when something else did."""
    return _label_after(text, _IDENTITY, "rabbitmq_node")


def cluster_of(text: bytes) -> tuple[str, str]:
    """Name and id of the cluster of the node that replied; empty where it does not tell."""
    name = _label_after(text, _IDENTITY, "rabbitmq_cluster")
    return name, _label_after(text, _IDENTITY, "rabbitmq_cluster_permanent_id")


def dead_letters_of(text: bytes) -> dict[str, int]:
    """Messages that left for a dead-letter exchange, by queue type, from a reply of `/metrics`.

    Those for which no exchange was set (`disabled`) went nowhere.
    """
    totals: dict[str, int] = {}
    for line in text[text.find(_DEAD) :].split(b"\n") if _DEAD in text else ():
        key, _, value = line.rpartition(b" ")
        number = _number(value) if key.startswith(_DEAD) else _NOT_A_NUMBER
        leaves = b'dead_letter_strategy="disabled"' not in key and b"_confirmed_total" not in key
        if leaves and number == number:
            kind = _labels_in(key).get("queue_type", "").removeprefix("rabbit_")
            kind = kind.removesuffix("_queue")
            totals[kind] = totals.get(kind, 0) + int(number)
    return totals


def process_id(node: str, pid: str) -> str:
    """A broker process as one key: `<0.908.0>` of a node, or `<node.creation.908.0>` alone.

    The metrics print the first form, the event exchange the second; the last two numbers and the
    node agree (`amq.rabbitmq.event`, 3.10 and 4.0).
    """
    *head, number, serial = ["", *pid.strip("<>").split(".")]
    return f"{'.'.join(head[1:-1]) or node}/{number}.{serial}"


def _identity(text: bytes) -> tuple[str, str]:
    return node_of(text), _label_after(text, _BUILD, "rabbitmq_version")


def _by_key(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """Name and labels of each series, and its value as it is written."""
    parts = [line.rpartition(b" ") for line in lines if line.startswith(_PREFIX)]
    return {key: value for key, _, value in parts}


def _label_after(text: bytes, start: bytes, label: str) -> str:
    begin = text.rfind(start)
    if begin < 0:
        return ""
    line = text[begin : text.find(b"\n", begin)]
    return _labels_in(line).get(label, "")


def _labels_in(line: bytes, *, escaped: bool = True) -> dict[str, str]:
    return labels_of(line.partition(b"{")[2].rpartition(b"}")[0], escaped=escaped)


def _number(value: bytes) -> float:
    try:
        return float(value)
    except ValueError:
        return _NOT_A_NUMBER
