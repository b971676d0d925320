"""Where the embedded broker differs from RabbitMQ 3.10 on purpose, and why."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What the two say instead of each other, as patterns within their transcripts."""

    reason: str
    scripts: tuple[str, ...]
    rabbitmq: str
    ours: str

    def levelled(self, rabbitmq: str, ours: str) -> tuple[str, str]:
        """Both transcripts without this difference. Raises AssertionError where it is none."""
        for who, pattern, text in (("RabbitMQ", self.rabbitmq, rabbitmq), ("we", self.ours, ours)):
            assert re.search(pattern, text, re.MULTILINE), f"{who} no longer: {self.reason}"
        return tuple(  # type: ignore[return-value]
            re.sub(pattern, "(known difference)", text, flags=re.MULTILINE)
            for pattern, text in ((self.rabbitmq, rabbitmq), (self.ours, ours))
        )


def known_of(script: str) -> list[Difference]:
    """The known differences of a script."""
    return [one for one in KNOWN if script in one.scripts]


KNOWN = (
    Difference(
        "the text names the right that is missing, as RabbitMQ does since 3.11",
        (
            "permissions.declared_again",
            "permissions.not_bound",
            "permissions.not_declared",
            "permissions.not_deleted",
            "permissions.not_published_to",
            "permissions.not_read",
            "permissions.not_with_the_alternate_exchange_of_others",
            "permissions.not_with_the_dead_letter_exchange_of_others",
        ),
        r"(?<=ACCESS_REFUSED - )access to",
        r"(?<=ACCESS_REFUSED - )(configure|write|read) access to",
    ),
    Difference(
        "RabbitMQ dies of a method that it does not know; we say why we close",
        ("channels.unknown_classes", "channels.unknown_methods_of_known_classes"),
        r"(?<=\n)(?=[A-D]0 < the broker)",
        r"[A-D]0 < connection.close reply_code=503 reply_text='COMMAND_INVALID - no method .*\n",
    ),
    Difference(
        "RabbitMQ dies of some tables that it cannot read; we say why we close",
        ("malformed.arguments_that_are_no_table",),
        r"(?<=')\n(?=[C-E]0 < the broker)|(?<=\n)(?=[C-E]0 < the broker)",
        r"[C-E]0 < connection.close reply_code=501 reply_text='FRAME_ERROR - cannot decode .*\n",
    ),
    Difference(
        "the protocols before 0-9-1 are not spoken; the greeting says which one is",
        ("handshake.older_version_that_is_understood", "handshake.other_protocol_versions"),
        r"^[AD]0 < connection.start (.*\n)+?(?=B0|E0|\Z)",
        r"^[AD]0 < bytes b'AMQP\\x00\\x00\\t\\x01'\n[AD]0 < the broker closes the socket\n",
    ),
)
