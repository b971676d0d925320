"""Lives, told as somebody asks for them: steps, relatives, what a message carries, why it is nowhere."""

from collections.abc import Iterable
from typing import Protocol

from core import numbers
from core.ack_flow import AckFlow
from core.content import Content
from core.kept_contents import KeptContents
from core.lanes.kin import Kin
from core.lanes.life import Life, life_of
from core.tapped import TappedMessage
from core.topology import Topology
from core.unrouted import Unrouted
from core.watched_message import Message
from core.wording import tr


class _Look(Protocol):
    @property
    def contents(self) -> KeptContents: ...


class Told(Protocol):
    """A session, as far as lives are told from it."""

    ack_flow: AckFlow
    topology: Topology

    @property
    def close_look(self) -> _Look:
        """Who keeps what messages carry."""


class Chronicle:
    """Remembers what was found out of the message that it told last."""

    def __init__(self, session: Told) -> None:
        self._session = session
        self._unrouted = Unrouted(session.topology)
        self._kin: Kin | None = None
        self._shown: tuple[Content, TappedMessage] | None = None

    def life(self, message: Message) -> Life:
        """All that is known of it now."""
        recent = self._session.ack_flow.recent_steps
        if self._kin is None or self._kin.message is not message:
            self._kin = Kin(message)
        self._kin.take(recent)
        told = life_of(message, recent, self._why_nowhere)
        return told.with_content(self._carried(told.copies), self._kin)

    def _why_nowhere(self, message: Message) -> str:
        if self._unrouted.topology is not self._session.topology:
            self._unrouted = Unrouted(self._session.topology)
        return self._unrouted.why(message.exchange, message.routing_key, message.headers)

    def _carried(self, copies: Iterable[Message]) -> TappedMessage | str:
        """Of the message itself, else of another copy of it; or why that is not there."""
        contents, was_kept = self._session.close_look.contents, False
        for one in copies:
            found = contents.get(one.content)
            if found is not None:
                return self._read(one, found)
            was_kept |= contents.was_let_go(one.content)
        if was_kept:
            most = numbers.size(contents.most_bytes)
            return tr(
                "Let go to make room: properties and bodies are kept of the newest {size}.",
                size=most,
            )
        return tr(
            "Properties and body of this message were not kept: "
            "they were not seen, or too much came at once."
        )

    def _read(self, message: Message, content: Content) -> TappedMessage:
        """The same object as before for the same content, so that nobody draws it anew."""
        if self._shown is None or self._shown[0] is not content:
            carried = TappedMessage(
                at=message.began_at,
                exchange=message.exchange,
                routing_key=message.routing_key,
                redelivered=message.redelivered,
                wire=content.properties,
                body=content.body,
                size=content.size,
            )
            self._shown = content, carried
        return self._shown[1]
