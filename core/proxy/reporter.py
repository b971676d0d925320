"""The process's end of the pipe: facts leave in batches, and nothing waits for who reads them."""

import asyncio

from core.fact_log import FactLog
from core.proxy.reports import State, facts_report, state_report

BEAT = 0.02
"""Seconds between batches while there is something to tell."""

MANY = 256
"""Facts that are a batch at once: to make a large one takes longer than a client may wait."""

ENOUGH = 4 * 1024 * 1024
"""Bytes that may wait for the reader before there is no use in looking for more facts."""
TOO_MUCH = 16 * 1024 * 1024
"""Bytes that may wait at all."""


class Reporter(asyncio.BaseProtocol):
    """Writes reports to a pipe."""

    def __init__(self, log: FactLog) -> None:
        self._log = log
        self._is_planned = False
        self._has_ended = asyncio.Event()
        self._pipe: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The pipe is open."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._pipe = transport

    def is_heard(self) -> bool:
        """Whether the reader keeps up."""
        return self._pipe.get_write_buffer_size() < ENOUGH

    def tell(self, state: State) -> None:
        """Report how it is doing."""
        if not self._pipe.is_closing():
            self._pipe.write(state_report(state))

    def plan(self) -> None:
        """There may be facts: report them soon, many at once."""
        if len(self._log) >= MANY:
            self.flush()
        elif not self._is_planned and len(self._log):
            self._is_planned = True
            asyncio.get_running_loop().call_later(BEAT, self._beat)

    def flush(self) -> None:
        """Report the facts that are there."""
        if self._pipe.get_write_buffer_size() > TOO_MUCH:
            self._log.drop()
        if len(self._log) and not self._pipe.is_closing():
            self._pipe.write(facts_report(self._log.take()))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """All is said, or nobody listens any more."""
        self._has_ended.set()

    async def close(self) -> None:
        """Report what is left, and end when the reader has it."""
        self.flush()
        self._pipe.close()
        await self._has_ended.wait()

    def _beat(self) -> None:
        self._is_planned = False
        self.flush()
