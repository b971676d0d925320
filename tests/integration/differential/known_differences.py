"""Where the embedded broker differs from RabbitMQ 3.10 on purpose, and why."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """What the two say instead of each other, as patterns within their transcripts."""

    reason: str
    scripts: tuple[str, ...]
    ours: str
    rabbitmq: str = ""
    """Empty where RabbitMQ says nothing."""

    def levelled(self, rabbitmq: str, ours: str) -> tuple[str, str]:
        """Both transcripts without this difference. Raises AssertionError where it is none."""
        return self._without(self.rabbitmq, rabbitmq), self._without(self.ours, ours)

    def _without(self, pattern: str, transcript: str) -> str:
        found = re.compile(pattern, re.MULTILINE)
        assert found.search(transcript), f"not a known difference any more: {self.reason}"
        return found.sub("", transcript) if pattern else transcript


def known_of(script: str) -> list[Difference]:
    """The known differences of a script."""
    return [one for one in KNOWN if script in one.scripts]


KNOWN = (
    Difference(
        "our text names the right that is missing, as RabbitMQ does since 3.11",
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
        ours=r"(?<=ACCESS_REFUSED - )(configure|write|read) (?=access to)",
    ),
    Difference(
        "RabbitMQ dies of a method that it does not know; we say why we close",
        ("channels.unknown_classes", "channels.unknown_methods_of_known_classes"),
        ours=r"^[A-D]0 < connection.close reply_code=503 reply_text='COMMAND_INVALID - no .*\n",
    ),
    Difference(
        "RabbitMQ dies of some tables that it cannot read; we say why we close",
        ("malformed.arguments_that_are_no_table",),
        ours=r"^[C-E]0 < connection.close reply_code=501 reply_text='FRAME_ERROR - cannot .*\n",
    ),
    Difference(
        "the protocols before 0-9-1 are not spoken; our greeting says which one is",
        ("handshake.older_version_that_is_understood", "handshake.other_protocol_versions"),
        ours=r"^[AD]0 < bytes b'AMQP\\x00\\x00\\t\\x01'\n[AD]0 < the broker closes the socket\n?",
        rabbitmq=r"^[AD]0 < connection.start .*\n?(^    .*\n?)*",
    ),
)
