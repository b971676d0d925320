"""Where a broker is observed over HTTP: the management API and the Prometheus page."""

from aiohttp import web

from core.broker import metrics_page
from core.broker.broker import Broker
from core.broker.management.server import application

MANAGEMENT = "http"
PROMETHEUS = "http/prometheus"
_TEXT = "text/plain; version=0.0.4"


class Surfaces:
    """The two HTTP servers of one broker, on the loop that serves its clients."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._runners: list[web.AppRunner] = []

    async def start(self, host: str, management_port: int = 0, prometheus_port: int = 0) -> None:
        """Listen; a port that is 0 is chosen by the system. Raises OSError.

        Where is told by `Broker.listeners`.
        """
        await self._listen(MANAGEMENT, application(self._broker), host, management_port)
        await self._listen(PROMETHEUS, _metrics(self._broker), host, prometheus_port)

    async def stop(self) -> None:
        """Close both."""
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    async def _listen(self, protocol: str, served: web.Application, host: str, port: int) -> None:
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, host, port).start()
        self._broker.listeners[protocol] = (host, runner.addresses[0][1])


def _metrics(broker: Broker) -> web.Application:
    async def aggregated(_request: web.Request) -> web.Response:
        return _page(metrics_page.aggregated(broker))

    async def detailed(request: web.Request) -> web.Response:
        query = request.query
        return _page(
            metrics_page.detailed(
                broker, set(query.getall("family", [])), set(query.getall("vhost", []))
            )
        )

    made = web.Application()
    made.router.add_get("/metrics", aggregated)
    made.router.add_get("/metrics/detailed", detailed)
    return made


def _page(text: str) -> web.Response:
    return web.Response(body=text.encode(), headers={"Content-Type": _TEXT})
