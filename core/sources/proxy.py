"""The proxy as a source: started as a process of its own, it reports every frame's fact."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import msgspec

import core
from core.endpoints import Endpoints
from core.message_facts import MessageFacts
from core.proxy.reports import ReportReader, State, Trouble
from core.proxy.server import Upstream
from core.sources.thread import log
from core.wording import tr

_PATIENCE = 5.0
"""Seconds that the process may take to end."""

Put = Callable[[MessageFacts], object]
"""Takes a batch: the inbox of a session. False when it is full and the batch is lost."""


class ProxySource:
    """Services that connect to it reach the broker, and all that they say to each other is seen.

    All is called on the source's thread: `put` with each batch, `tell` with how it is doing, and at
    last `ended`. While `put` waits the proxy does not: what is too much is not looked at.
    """

    def __init__(
        self,
        upstream: Endpoints,
        put: Put,
        tell: Callable[[State], object] = lambda _: None,
        ended: Callable[[], object] = lambda: None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tells_contents: bool = False,
    ) -> None:
        self._upstream = upstream
        self._put = put
        self._tell = tell
        self._ended = ended
        self._where = host, port
        self._told = "contents" if tells_contents else "facts"
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._thread = Thread(target=self._run, name="flowscope proxy", daemon=True)

    def start(self) -> None:
        """Begin to listen; says so by `tell`."""
        self._process = subprocess.Popen(
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # Ctrl+C is for us, who end it in good order
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._stopping = True
        self._let_go()

    def join(self, timeout: float) -> None:
        """Wait until it has ended; what does not end is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join(timeout)

    @property
    def pid(self) -> int:
        """The process, 0 before it was started."""
        return self._process.pid if self._process is not None else 0

    def _command(self) -> list[str]:
        """Hosts, ports and files alone: a password in the URL is no business of the proxy."""
        (host, port), up = self._where, self._upstream
        upstream = Upstream(up.addresses, up.security if up.tls else None)
        module = [sys.executable, "-P", "-m", "core.proxy"]
        return [*module, host, str(port), msgspec.json.encode(upstream).decode(), self._told]

    def _run(self) -> None:
        try:
            self._read()
        except Exception as fault:  # noqa: BLE001 - the rim of a thread: say it
            log.exception("the proxy is not heard any more")
            why = tr(
                "what the proxy saw could not be read ({kind}: {fault})",
                kind=type(fault).__name__,
                fault=fault,
            )
            self._tell(Trouble(why, tr("please report it, and start it again"), is_the_end=True))
        finally:
            self._let_go()
            self._ended()

    def _let_go(self) -> None:
        """The end of its input is the word to go."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._process.stdout as pipe:
            reader = ReportReader(pipe)
            while (report := reader.read()) is not None:
                if isinstance(report, MessageFacts):
                    self._put(report)
                else:
                    self._tell(report)
        code = self._process.wait()
        if code and not self._stopping:
            why = tr(
                "the proxy ended unexpectedly (status {code}); its clients were cut off", code=code
            )
            self._tell(Trouble(why, tr("start it again"), is_the_end=True))


def _environment() -> dict[str, str]:
    """Where our own packages are: the folder that one works in may have a `core` of its own."""
    here = str(Path(core.__file__).parent.parent)
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, others] if others else [here])}
