"""What the pages of RabbitMQ's management UI ask for, and a thread that asks for it."""

import threading
from collections.abc import Callable
from time import monotonic

import urllib3

REFRESH_S = 5.0
"""The UI's default."""

_PAGED = "page=1&page_size=100&name=&use_regex=false"
_RANGES = "lengths_age=60&lengths_incr=5&msg_rates_age=60&msg_rates_incr=5"

OVERVIEW = (f"overview?{_RANGES}", "vhosts", "nodes")
QUEUES = (f"queues?{_PAGED}", "vhosts")
CONNECTIONS = (f"connections?{_PAGED}",)
CHANNELS = (f"channels?{_PAGED}",)
EXCHANGES = (f"exchanges?{_PAGED}", "vhosts")


class Poller:
    """Asks the same things again and again while the block lasts, one after the other."""

    def __init__(
        self,
        base: str,
        paths: tuple[str, ...],
        period: float = REFRESH_S,
        *,
        compressed: bool = True,
        seen: Callable[[bytes], object] = len,
    ) -> None:
        self._urls = [f"{base}/api/{path}" for path in paths]
        self._period = period
        self._headers = urllib3.make_headers(basic_auth="guest:guest", accept_encoding=compressed)
        self._seen = seen
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        with urllib3.PoolManager(headers=self._headers) as pool:
            while not self._ending.is_set():
                begun = monotonic()
                for url in self._urls:
                    self._seen(pool.request("GET", url).data)
                self._ending.wait(max(0.0, self._period - (monotonic() - begun)))
