"""The process of the proxy: it serves until whoever started it lets go of its input."""

import asyncio
import gc
import os
import sys
from contextlib import suppress
from math import inf

from core.endpoints import Endpoints, endpoints, spelled
from core.fact_log import FactLog
from core.proxy.backlog import Backlog, Watched
from core.proxy.reporter import Reporter
from core.proxy.reports import Joined, Listening, Passing, Reached, Trouble
from core.proxy.server import Server, Upstream
from core.proxy.turns import Turns
from core.tls import TlsFileError
from core.wording import keep_phrases, tr

_MOST_BYTES = 512 * 1024
"""Of contents in one report: facts must not wait behind them."""
_COUNT_SECONDS = 0.1
"""So long what comes and goes is told of together."""


class _Leash(asyncio.Protocol):
    """Nothing ever comes in; that it ends, however it does, is the word to go."""

    def __init__(self, over: asyncio.Event) -> None:
        self._over = over

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._over.set()


class Proxy:
    """A server with its backlog, whose facts go out on stdout."""

    def __init__(self, upstream: Upstream, tells_contents: bool) -> None:
        self._upstream = upstream
        self._over = asyncio.Event()
        log = FactLog(_MOST_BYTES if tells_contents else 0)
        loop = asyncio.get_running_loop()
        self._reporter = Reporter(log)
        self._backlog = Backlog(log)
        self._backlog.is_heard = self._reporter.is_heard
        self._backlog.passed = Turns(loop, self._read, self._backlog.ease).passed
        self._server: Server | None = None
        self._trouble: Trouble | None = None
        self._clients = 0
        self._will_count = False

    async def serve(self, host: str, port: int) -> None:
        """Until the end."""
        loop = asyncio.get_running_loop()
        await loop.connect_write_pipe(lambda: self._reporter, sys.stdout.buffer)
        await loop.connect_read_pipe(lambda: _Leash(self._over), sys.stdin.buffer)
        try:
            server = self._server = Server(
                self._upstream, self._watch, self._mind_upstream, self._mind_clients
            )
            chosen = await server.start(host, port)
        except TlsFileError as error:
            self._reporter.tell(Trouble(error.why, error.mend, is_the_end=True))
        except OSError as error:
            self._reporter.tell(_cannot_listen(host, port, error))
        else:
            gc.freeze()  # what lives as long as the process need not be looked through again
            self._reporter.tell(Listening(host, chosen))
            await self._over.wait()
            await server.stop()
            self._backlog.read(inf)
        await self._reporter.close()

    def _read(self, until: float) -> bool:
        more = self._backlog.read(until)
        self._reporter.plan()
        return more

    def _watch(self, connection: str, host: str) -> Watched:
        self._reporter.tell(Joined(connection))
        return self._backlog.watch(connection, host)

    def _mind_upstream(self, error: Exception | None) -> None:
        """Tell what is new about the broker."""
        before, self._trouble = self._trouble, _explained(error, self._upstream)
        if self._trouble is not None and self._trouble != before:
            self._reporter.tell(self._trouble)
        elif self._trouble is None and before is not None:
            self._reporter.tell(Reached())

    def _mind_clients(self) -> None:
        """Somebody came or went: tell how many there are, soon."""
        if not self._will_count:
            self._will_count = True
            asyncio.get_running_loop().call_later(_COUNT_SECONDS, self._count)

    def _count(self) -> None:
        self._will_count = False
        before, self._clients = self._clients, self._server.connections if self._server else 0
        if self._clients != before:
            self._reporter.tell(Passing(self._clients))


def run(listen_host: str, listen_port: int, upstream: Upstream, tells_contents: bool) -> None:
    """Be the process."""
    keep_phrases()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(listen_host, listen_port, upstream, tells_contents))


async def _serve(host: str, port: int, upstream: Upstream, tells_contents: bool) -> None:
    await Proxy(upstream, tells_contents).serve(host, port)


def _cannot_listen(host: str, port: int, error: OSError) -> Trouble:
    number = error.errno or 0  # names that cannot be resolved have one below 0
    reason = os.strerror(number) if number > 0 else str(error.strerror or error)
    return Trouble(
        tr(
            "cannot listen on {host} port {port}: {reason}",
            host=host,
            port=port,
            reason=reason.lower(),
        ),
        tr("choose another address, such as --listen 127.0.0.1:0 for any free port"),
        is_the_end=True,
    )


def _explained(error: Exception | None, upstream: Upstream) -> Trouble | None:
    if error is None:
        return None
    from core.sources.trouble import explain  # loads pika, which only trouble needs

    found = explain(error, _reached(upstream))
    return Trouble(tr("clients cannot be passed on: {why}", why=found.why), found.mend)


def _reached(upstream: Upstream) -> Endpoints:
    scheme = "amqp" if upstream.security is None else "amqps"
    hosts = ",".join(spelled(*address) for address in upstream.addresses)
    return endpoints(f"{scheme}://{hosts}", environment={})
