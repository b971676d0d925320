"""Mail: writes to customers; what the mail server refuses is tried again after three seconds."""

from core.demo.handler import Handler
from core.demo.line import Delivery

ATTEMPTS = 3


class Mail(Handler):
    """Rejects into a retry queue whose TTL dead-letters the message back to here."""

    consumes = ("shop.mail",)
    prefetch = 10

    async def handle(self, delivery: Delivery) -> None:
        """Send, or try later; give up after a few attempts."""
        is_refused = self.draw.random() < 0.12
        if is_refused and attempts(delivery) < ATTEMPTS:
            self.reject(delivery)
        else:
            self.ack(delivery)


def attempts(delivery: Delivery) -> int:
    """How often the message was handled before this one, which is what x-death counts, and now."""
    deaths = delivery.properties.headers_as_json().get("x-death", ())
    return 1 + sum(int(one["count"]) for one in deaths if one["reason"] == "rejected")
