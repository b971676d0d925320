"""The whole shop on a broker: its services, its books, and the trouble that it can be put into."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any

from core.demo import plan
from core.demo.books import Books
from core.demo.demo import CannotStart
from core.demo.line import Line, LineLost
from core.demo.scenarios import broker_restart, memory_alarm, scenarios
from core.demo.service import Service, Surroundings
from core.demo.services.audit import Audit
from core.demo.services.fraud_check import FraudCheck
from core.demo.services.legacy_erp import LegacyErp
from core.demo.services.mail import Mail
from core.demo.services.orders import Orders
from core.demo.services.payments import Payments
from core.demo.services.pricing import Pricing
from core.demo.services.printer import Printer
from core.demo.services.shipping import Shipping
from core.demo.services.stock import Stock
from core.demo.services.storefront import Storefront
from core.demo.services.support import Support
from core.endpoints import Endpoints
from core.sources.link import explain

_START_SECONDS = 20.0
_STOP_SECONDS = 15.0


class System:
    """Runs from `start` to `stop` on a thread of its own."""

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        seed: int = 1,
        speed: float = 1.0,
        keep: bool = False,
        is_open: bool = True,
        restart: Callable[[], None] | None = None,
        alarm: Callable[[bool], None] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.books = Books()
        self.found = set(plan.EVERYTHING)
        """Exchanges and queues of the plan that were there before: they are never removed."""
        self._endpoints = endpoints
        self._keep = keep
        self._tell = tell
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending = asyncio.Event()
        self._is_open = asyncio.Event()
        if is_open:
            self._is_open.set()
        self._around = Surroundings(endpoints, self.books, self._is_open, seed, speed, tell)
        self.services = {one.name: one for one in staff(self._around)}
        self.scenarios = scenarios(self.services, self._post)
        if alarm is not None:
            self.scenarios.append(memory_alarm(alarm, self._post))
        if restart is not None:
            again = partial(self._restart_broker, restart)
            self.scenarios.append(broker_restart(again, self._post))
        self._restarting: asyncio.Task[None] | None = None
        self._ready: Future[None] = Future()
        self._thread = Thread(target=self._run, name="flowscope demo")

    def start(self) -> None:
        """Declare everything and open the shop. Raises CannotStart."""
        self._thread.start()
        try:
            self._ready.result(_START_SECONDS)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close the shop, end every connection and leave nothing behind unless it is kept."""
        self._post(self._ending.set)
        if self._thread.is_alive():
            self._thread.join(_STOP_SECONDS)

    @property
    def declared(self) -> tuple[int, int]:
        """How many exchanges and queues the shop needs."""
        return len(plan.EXCHANGES), len(plan.QUEUES)

    def hold(self) -> None:
        """Let nobody in any more; what is under way goes on to its end."""
        self._post(self._is_open.clear)

    def go(self) -> None:
        """Let customers in again."""
        self._post(self._is_open.set)

    def connect_at(self, endpoints: Endpoints) -> None:
        """Let every service leave and come back there: it is the same broker on another way."""
        self._post(partial(self._move, endpoints))

    def _move(self, endpoints: Endpoints) -> None:
        self._around.endpoints = endpoints
        for one in self.services.values():
            one.come_back()

    def _post(self, work: Callable[[], Any]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: everything has ended
                self._loop.call_soon_threadsafe(work)

    def _restart_broker(self, restart: Callable[[], None], done: Callable[[], None]) -> None:
        self._restarting = asyncio.create_task(self._until_back(restart, done))

    async def _until_back(self, restart: Callable[[], None], done: Callable[[], None]) -> None:
        """Restart the broker, and say when every service has connected anew."""
        before = {name: one.starts for name, one in self.services.items()}
        try:
            await asyncio.to_thread(restart)
            while any(one.starts == before[name] for name, one in self.services.items()):
                await asyncio.sleep(0.1)
        finally:
            done()

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            await self._set_up()
        except LineLost as lost:
            await self._clean_up()
            trouble = explain(lost.__cause__ or lost, self._endpoints)
            self._ready.set_exception(CannotStart(trouble.why, trouble.mend))
            return
        lives = [asyncio.create_task(one.live(), name=one.name) for one in self.services.values()]
        self._ready.set_result(None)
        await self._ending.wait()
        for life in lives:
            life.cancel()
        await asyncio.wait(lives)
        await self._clean_up()

    async def _set_up(self) -> None:
        line = Line(self._endpoints, "flowscope:demo")
        try:
            await line.open()
            self.found = await plan.existing(line)
            await plan.declare(line, plan.EVERYTHING)
        finally:
            await line.close()

    async def _clean_up(self) -> None:
        ours = [name for name in plan.EVERYTHING if name not in self.found]
        if self._keep or not ours:
            return
        line = Line(self._endpoints, "flowscope:demo")
        try:
            await line.open()
            await plan.remove(line, ours)
        except LineLost as lost:
            why = explain(lost.__cause__ or lost, self._endpoints).why
            self._tell(f"the exchanges and queues of the demo are left behind: {why}")
        finally:
            await line.close()


def staff(around: Surroundings) -> list[Service]:
    """Everyone who works in the shop."""
    return [
        Storefront("storefront", around),
        Orders("orders", around),
        Pricing("pricing", around),
        FraudCheck("fraud-check", around),
        Payments("payments-1", around),
        Payments("payments-2", around),
        Payments("payments-3", around, pace=0.8),
        Stock("stock", around),
        Shipping("shipping", around),
        Printer("printer", around),
        Mail("mail", around),
        Audit("audit", around),
        LegacyErp("legacy-erp", around),
        Support("support", around),
    ]
