"""Orders: takes what customers placed, asks what it costs, and accepts it."""

import asyncio
from typing import Any

from core.demo.event import Event, new_id
from core.demo.handler import Handler
from core.demo.line import Delivery
from core.demo.service import BadMessage, data_of, follow_up

REPLIES = "shop.replies"
_PATIENCE = 10.0


class Orders(Handler):
    """Asks pricing over RPC: a request with reply_to, a reply with the same correlation_id."""

    consumes = ("shop.orders",)
    publishes_to = ("shop.events", "shop.pricing")

    async def set_up(self) -> None:
        """Make the reply queue first: with the first order comes the first request."""
        self._asked: dict[str, asyncio.Future[dict[str, Any]]] = {}
        await self.line.declare_replies(REPLIES)
        await self.line.consume(REPLIES, self._on_reply, prefetch=self.prefetch, auto_ack=True)
        await super().set_up()

    async def handle(self, delivery: Delivery) -> None:
        """Price the basket and accept the order; a price that does not come is asked for again."""
        order = data_of(delivery)
        if not isinstance(order.get("items"), list):
            raise BadMessage
        try:
            price = await self._price(delivery, order)
        except TimeoutError:
            self.reject(delivery, requeue=True)
            return
        accepted = follow_up(delivery, "order.accepted", order | price)
        await self.publish("shop.events", "order.accepted", accepted)
        self.ack(delivery)

    async def _price(self, delivery: Delivery, order: dict[str, Any]) -> dict[str, Any]:
        number = new_id(self.draw)
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = answered
        request = Event(
            "price.wanted",
            {"items": order["items"]},
            cause=delivery.properties.message_id or "",
            correlation=number,
            reply_to=REPLIES,
        )
        try:
            async with asyncio.timeout(_PATIENCE):
                await self.publish("", "shop.pricing", request)
                return await answered
        finally:
            del self._asked[number]

    def _on_reply(self, delivery: Delivery) -> None:
        self.note_delivery(delivery, "deliver_no_ack")
        answered = self._asked.get(delivery.properties.correlation_id)
        if answered is not None and not answered.done():
            answered.set_result(data_of(delivery))
