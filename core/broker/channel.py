"""A channel of a client: its frames become methods and messages, and what is refused closes it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.amqp import hot
from core.amqp.contents import Assembler, Content
from core.amqp.errors import ReplyCode, WireError
from core.amqp.frames import HEADER, METHOD, encode_frame
from core.amqp.methods import Method, decode_method, encode_method
from core.amqp.soundness import is_sound
from core.amqp.states import REPLIES, ChannelState
from core.broker.client_consumer import ClientConsumer, address_of
from core.broker.commands import COMMANDS
from core.broker.confirming import Confirming
from core.broker.counts import ChannelCounts
from core.broker.message import Message
from core.broker.refusal import Refusal, fitting
from core.broker.requests import Requests
from core.broker.settling import Settling
from core.broker.transaction import Settle, Transaction
from core.broker.vhost import Routed

if TYPE_CHECKING:
    from core.broker.connection import ClientConnection

LARGEST_MESSAGE = 16 * 1024 * 1024

_RETURN = encode_method("basic.return", reply_code=312, reply_text="NO_ROUTE")[:-2]


class ClientChannel:
    """One channel, from its first frame to its last."""

    def __init__(self, connection: "ClientConnection", number: int) -> None:
        self.connection = connection
        self.number = number
        self.pid = connection.broker.next_pid()
        self.counts = ChannelCounts()
        self.reductions = 0
        self.prefetch_count = 0
        self.global_prefetch_count = 0
        self.confirm = False
        self.transaction: Transaction | None = None
        """None unless the client has selected transactions."""
        self.consumers: dict[str, ClientConsumer] = {}
        self.requests = Requests(connection.vhost, self)
        self.confirming = Confirming(self.send_payload)
        self.settling = Settling(self)
        self.stage = ChannelState.STARTING
        self.method: tuple[int, int] = (0, 0)
        """Class and method id of what the client said last."""
        self._assembler = Assembler()
        self._delivery_tag = 0
        self._cancelled: list[ClientConsumer] | None = None
        """Consumers that lost their queue while a method is done: its reply comes first."""

    # What the broker's objects and surfaces see.

    @property
    def messages_unacknowledged(self) -> int:
        """What was delivered and not yet acked."""
        return len(self.settling.unacked)

    @property
    def messages_unconfirmed(self) -> int:
        """What was published and not yet confirmed."""
        return self.confirming.unconfirmed

    @property
    def state(self) -> str:
        """In the management API's words."""
        return self.stage.value

    # What comes.

    def take(self, kind: int, payload: bytes) -> None:
        """A frame came. Raises WireError or Refusal."""
        if self.stage is ChannelState.CLOSING:
            self._ignore(kind, payload)
            return
        if kind == METHOD and len(payload) > 3:
            self.method = payload[1], payload[3]
        part = self._assembler.take(kind, payload)
        if isinstance(part, Content):
            self._publish(part)
        elif part is not None:
            if part[:4] == hot.ACK and self.stage is ChannelState.RUNNING:
                delivery_tag, bits = hot.decode_settled(part)
                self.ack(delivery_tag, multiple=bits & 1 == 1)
            else:
                self._do(decode_method(part))
        elif kind == HEADER and self._assembler.missing > LARGEST_MESSAGE:
            raise Refusal(
                406,
                f"message size {self._assembler.missing} is larger than "
                f"configured max size {LARGEST_MESSAGE}",
            )

    def _ignore(self, kind: int, payload: bytes) -> None:
        """The client may not know yet that the channel is closed."""
        if kind != METHOD:
            return
        match decode_method(payload).name:
            case "channel.close-ok":
                self.connection.forget_channel(self)
            case "channel.close":
                self.send("channel.close-ok")

    def _do(self, method: Method) -> None:
        name, arguments = method.name, method.arguments
        if not method.is_readable:
            raise WireError(ReplyCode.FRAME_ERROR, "Malformed UTF-8 in shortstr")
        if self.stage is ChannelState.STARTING or name == "channel.open":
            self._open(method)
            return
        if name == "channel.close":
            self.end()
            self.send("channel.close-ok")
            self.connection.forget_channel(self)
            return
        command = COMMANDS.get(name)
        if command is None:
            raise WireError(ReplyCode.COMMAND_INVALID, "unimplemented method", method.id)
        self._cancelled = []
        nowait = arguments.pop("nowait", False)
        reply = command(self, **arguments)
        if reply is not None and not nowait and name in REPLIES:
            self.send(REPLIES[name][0], **reply.arguments)
        cancelled, self._cancelled = self._cancelled, None
        for consumer in cancelled:
            self._tell_cancelled(consumer)
        if reply is not None and reply.then is not None:
            reply.then()

    def _open(self, method: Method) -> None:
        if method.name != "channel.open":
            raise WireError(ReplyCode.CHANNEL_ERROR, "expected 'channel.open'", method.id)
        if self.stage is not ChannelState.STARTING:
            raise WireError(ReplyCode.CHANNEL_ERROR, "second 'channel.open' seen", method.id)
        self.stage = ChannelState.RUNNING
        self.connection.broker.opened_channel(self)
        self.send("channel.open-ok")

    def _publish(self, content: Content) -> None:
        if content.method[:4] != hot.PUBLISH or self.stage is not ChannelState.RUNNING:
            self._do(decode_method(content.method))
            return
        exchange, routing_key, bits = hot.decode_publish(content.method)
        if bits & hot.IMMEDIATE:
            raise Refusal(540, "immediate=true")
        if not is_sound(content.properties):
            raise WireError(ReplyCode.INTERNAL_ERROR, "")
        message = Message(exchange, routing_key, content.properties, content.body)
        mandatory = bits & hot.MANDATORY == hot.MANDATORY
        accepted = self.requests.accept(message, mandatory=mandatory)
        if self.transaction is not None:
            self.transaction.publish(accepted)
            return
        routed = self.requests.give(accepted)
        if accepted.is_returned:
            self._return(accepted.message)
        if self.confirm and self.stage is ChannelState.RUNNING:
            self.confirming.published(taken=routed is not Routed.REFUSED)
            self.connection.owes_confirms(self)

    def _return(self, message: Message) -> None:
        address = address_of(message.exchange, message.routing_key)
        self.send_content(_RETURN + address, message)

    # What is settled.

    def ack(self, delivery_tag: int, *, multiple: bool) -> None:
        """What basic.ack asks for."""
        self._settle(delivery_tag, multiple, self.settling.ack)

    def nack(self, delivery_tag: int, *, multiple: bool, requeue: bool) -> None:
        """What basic.nack and basic.reject ask for."""
        settling = self.settling
        self._settle(delivery_tag, multiple, settling.requeue if requeue else settling.reject)

    def begin(self) -> None:
        """What tx.select asks for. Raises Refusal."""
        if self.confirm:
            raise Refusal(406, "cannot switch from confirm to tx mode")
        if self.transaction is None:
            self.transaction = Transaction()

    def commit(self) -> Callable[[], None]:
        """What tx.commit asks for: what nobody gets is returned now, the rest done afterwards."""
        if self.transaction is None:
            raise Refusal(406, "channel is not transactional")
        published = self.transaction.take_published()
        settled = self.transaction.take_settled()
        for accepted in published:
            if accepted.is_returned:
                self._return(accepted.message)

        def done() -> None:
            for accepted in published:
                self.requests.give(accepted)
            for taken, settle in settled:
                settle(list(taken.values()))

        return done

    def roll_back(self) -> None:
        """What tx.rollback asks for. Raises Refusal."""
        if self.transaction is None:
            raise Refusal(406, "channel is not transactional")
        self.settling.unacked.restore(self.transaction.undo())

    def _settle(self, delivery_tag: int, multiple: bool, settle: Settle) -> None:
        if self.transaction is None:
            settle(self.settling.unacked.take(delivery_tag, multiple=multiple))
            return
        taken = self.settling.unacked.take_tagged(delivery_tag, multiple=multiple)
        self.transaction.settle(taken, settle)

    # What is sent.

    def can_be_sent_to(self) -> bool:
        """Whether deliveries may be sent now."""
        return self.stage is ChannelState.RUNNING and self.connection.can_be_sent_to()

    def next_delivery_tag(self) -> int:
        """The number of a delivery."""
        self._delivery_tag += 1
        return self._delivery_tag

    def send(self, name: str, **arguments: Any) -> None:
        """A method without content."""
        self.send_payload(encode_method(name, **arguments))

    def send_payload(self, payload: bytes) -> None:
        """A method without content, encoded already."""
        self.connection.send(encode_frame(METHOD, self.number, payload))

    def send_content(self, method: bytes, message: Message) -> None:
        """A method with a message."""
        connection = self.connection
        connection.send(
            hot.encode_content(
                self.number, method, message.header, message.body, connection.frame_max
            )
        )

    def wake(self) -> None:
        """Its consumers may be able to take messages again."""
        for consumer in list(self.consumers.values()):
            consumer.wake()

    # How it ends.

    def forget_consumer(self, consumer: ClientConsumer) -> None:
        """Its queue is gone."""
        self.consumers.pop(consumer.tag, None)
        if self._cancelled is None:
            self._tell_cancelled(consumer)
        else:
            self._cancelled.append(consumer)

    def _tell_cancelled(self, consumer: ClientConsumer) -> None:
        if self.connection.can("consumer_cancel_notify"):
            self.send("basic.cancel", consumer_tag=consumer.tag, nowait=True)

    def refuse(self, code: int, text: str, method: tuple[int, int] | None = None) -> None:
        """Close it from our side, with the reason: unless told otherwise the last method."""
        self.end()
        class_id, method_id = self.method if method is None else method
        self.send(
            "channel.close",
            reply_code=code,
            reply_text=fitting(text),
            class_id=class_id,
            method_id=method_id,
        )

    def end(self) -> None:
        """Cancel its consumers and requeue what is unacked; nothing more is done on it."""
        was_open = self.stage is ChannelState.RUNNING
        self.stage = ChannelState.CLOSING
        if not was_open:
            return
        self.confirming.tell()
        consumers = list(self.consumers.values())
        self.consumers.clear()
        for consumer in consumers:
            self.requests.cancel(consumer)
        if self.transaction is not None:
            self.roll_back()
        self.settling.requeue_all()
        self.connection.broker.closed_channel(self)
