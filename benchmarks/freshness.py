"""How long after a publish an observer shows that it was counted."""

import json
import random
import threading
from time import monotonic

import numpy as np
import pika

PROBE = "probe"
"""The exchange that is published to, and the service that publishes."""
_SETTLE_S = 2.0


class Freshness:
    """Publishes now and then, and notes when each publish is counted in what an observer sees."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._published: list[float] = []
        self._seen: dict[tuple[str, int], list[float]] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._publish)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def saw(self, kind: str, number: int, count: int) -> None:
        """An observer of a kind knows of so many publishes now."""
        seen = self._seen.setdefault((kind, number), [])
        seen += [monotonic()] * (count - len(seen))

    def saw_page(self, number: int, reply: bytes) -> None:
        """One of the UI's pages Exchanges was refreshed."""
        found = json.loads(reply)
        for row in found.get("items", ()) if isinstance(found, dict) else ():
            if row["name"] == PROBE:
                counted = row.get("message_stats", {}).get("publish_in", 0)
                self.saw("the management UI", number, counted)

    def show(self) -> None:
        """A line for each kind of observer."""
        late: dict[str, list[float]] = {}
        for (kind, _), seen in self._seen.items():
            pairs = zip(self._published, seen, strict=False)
            late.setdefault(kind, []).extend(at - published for published, at in pairs)
        for kind, seconds in late.items():
            middle, most = np.percentile(seconds, (50, 95))
            print(f"a publish is counted in {kind:17} after {middle:4.1f} s (p95 {most:4.1f} s)")

    def _publish(self) -> None:
        parameters = pika.URLParameters(self._url)
        parameters.client_properties = {"connection_name": PROBE}
        with pika.BlockingConnection(parameters) as connection:
            channel = connection.channel()
            channel.exchange_declare(PROBE, "fanout", auto_delete=False)
            connection.sleep(_SETTLE_S)
            while not self._ending.is_set():
                channel.basic_publish(PROBE, "", b"")
                self._published.append(monotonic())
                connection.sleep(random.uniform(0.3, 1.5))
