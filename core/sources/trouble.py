"""Why a line to a broker failed, in plain words, and what mends it.

The texts of the errors are no help: many are empty, others are a reply code, and none says what
to do. Nothing here ever contains a password.
"""

import re
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from pika import exceptions as amqp
from pika.adapters.utils import connection_workflow as workflow

from core.endpoints import Endpoints, spelled
from core.sources.login_trouble import login_words, refused_certificate
from core.sources.tls_trouble import tls_words
from core.standing import ReadOnlyError
from core.tls import TlsFileError
from core.wording import opening, phrase, tr

_REPLY = re.compile(r"\((\d{3})\)\s+['\"](.*)['\"]", re.DOTALL)
_ABSENT = re.compile(r"no ((?:exchange|queue) '.*') in vhost", re.DOTALL)
_REFUSED_USER = re.compile(r"refused for user '(.*)'", re.DOTALL)
_GOES_ON = phrase("nothing: the connection is tried again until the broker is back")


class ForeignProtocolError(Exception):
    """The port is open but speaks `http` or `tls` instead of AMQP, or nothing that we know."""


class NoHostError(Exception):
    """None of several hosts let us in: which, and why each."""

    def __init__(self, tried: "Sequence[tuple[Endpoints, BaseException]]") -> None:
        super().__init__()
        self.tried = tuple(tried)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong on the way to the broker."""

    why: str
    mend: str
    retry: bool
    """It may pass by itself: a reconnection makes sense."""

    @property
    def mend_of_one_try(self) -> str:
        """What to do where nothing is tried again by itself."""
        goes_on = self.mend == tr(_GOES_ON)
        return tr("try again once the broker is back") if goes_on else self.mend

    def __str__(self) -> str:
        if not self.mend:
            return self.why
        return tr("{why}. {mend}.", why=self.why, mend=opening(self.mend))


def explain(error: BaseException, endpoints: Endpoints) -> Trouble:
    """Say why, with the mend."""
    if isinstance(error, NoHostError):
        return _of_hosts(error)
    if isinstance(error, TlsFileError | ReadOnlyError):
        return Trouble(error.why, error.mend, retry=False)
    for cause in _causes(error):
        trouble = _of_reply(cause, endpoints) or _of_line(cause, endpoints)
        if trouble is not None:
            return trouble
    name = type(error).__name__
    text = _without_password(str(error) or repr(error), endpoints)
    why = tr("the connection failed: {text} ({name})", text=text, name=name)
    return Trouble(why, tr(_GOES_ON), retry=True)


def is_final(error: BaseException, endpoints: Endpoints) -> bool:
    """Whether another host of the same broker would say the same."""
    if isinstance(error, TlsFileError | ReadOnlyError):
        return True
    return reply_of(error) is not None and not explain(error, endpoints).retry


def _of_hosts(error: NoHostError) -> Trouble:
    found = [explain(one, where) for where, one in error.tried]
    whys = reduce(_both, dict.fromkeys(trouble.why for trouble in found))
    mends = dict.fromkeys(trouble.mend for trouble in found)
    again = any(trouble.retry for trouble in found)
    why = tr("no host answers as it should: {whys}", whys=whys)
    return Trouble(why, next(iter(mends)), again)


def _both(first: str, second: str) -> str:
    return tr("{first}; {second}", first=first, second=second)


def reply_of(error: BaseException) -> tuple[int, str] | None:
    """The reply code and text that the broker gave, if it gave any."""
    for cause in _causes(error):
        if isinstance(cause, amqp.ConnectionClosed | amqp.ChannelClosed):
            return cause.reply_code, cause.reply_text
        if isinstance(cause, amqp.AMQPConnectionError) and (found := _REPLY.search(str(cause))):
            return int(found[1]), found[2]
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what is wrapped in it, innermost first."""
    inner: list[object] = list(getattr(error, "exceptions", ()))[-1:]
    inner += [getattr(error, "exception", None), *error.args]
    for one in inner:
        if isinstance(one, BaseException) and one is not error:
            yield from _causes(one)
    yield error


def _of_reply(error: BaseException, endpoints: Endpoints) -> Trouble | None:
    reply = reply_of(error)
    if reply is None:
        return None
    code, text = reply
    if (refused := refused_certificate(code, text, endpoints)) is not None:
        return Trouble(*refused, retry=False)
    for wanted, fragment, explained in _REPLIES:
        if code == wanted and fragment in text:
            why, mend, retry = explained
            names = {"user": _user(text, endpoints), "vhost": endpoints.vhost, "text": text}
            found = _ABSENT.search(text)
            names["absent"] = found[1] if found else tr("what was asked for ({text})", text=text)
            return Trouble(tr(why, **names), tr(mend, **names), retry)
    return _of_close(code, text, of_channel=isinstance(error, amqp.ChannelClosed))


def _user(text: str, endpoints: Endpoints) -> str:
    """Who it is that the broker refuses: with a certificate only the broker knows."""
    found = _REFUSED_USER.search(text) if endpoints.external else None
    return found[1] if found else endpoints.user or tr("of the certificate")


def _of_close(code: int, text: str, *, of_channel: bool) -> Trouble:
    if of_channel:
        why = tr("the broker closed the channel: {code} {text}", code=code, text=text)
        return Trouble(why, tr("change what was asked for as the broker's text says"), retry=False)
    why = tr("the broker closed the connection: {code} {text}", code=code, text=text)
    return Trouble(why, tr(_GOES_ON), retry=True)


NO_VHOST = phrase("vhost '{vhost}' does not exist")
MEND_VHOST = phrase(
    "correct the vhost at the end of the AMQP URL (the default vhost '/' is written %2F) "
    "or create it: rabbitmqctl add_vhost '{vhost}'"
)
_PERMISSION = phrase(
    "grant it: rabbitmqctl set_permissions -p '{vhost}' '{user}' <configure> <write> <read>"
)
_REPLIES: tuple[tuple[int, str, tuple[str, str, bool]], ...] = (
    (
        403,
        "Login was refused",
        (
            phrase("the broker refuses the login of user '{user}': wrong user or password"),
            phrase(
                "correct user and password in the AMQP URL; "
                "note that 'guest' may log in from the broker's own host only"
            ),
            False,
        ),
    ),
    (403, "operation not permitted on the default exchange", (
        phrase("the default exchange can be neither bound nor declared"),
        phrase("name another exchange, or the queue itself"),
        False,
    )),
    (403, "cannot publish to internal exchange", (
        phrase("the exchange is internal: only other exchanges may publish to it ({text})"),
        phrase("publish to an exchange that is bound to it"),
        False,
    )),
    (403, "", (
        phrase("user '{user}' lacks a permission in vhost '{vhost}': {text}"),
        _PERMISSION,
        False,
    )),
    (404, "", (
        phrase("{absent} does not exist in vhost '{vhost}'"),
        phrase("check the spelling and the vhost, or declare it first"),
        False,
    )),
    (405, "", (
        phrase("the queue is exclusive to another connection: {text}"),
        phrase("use a queue that is not exclusive"),
        False,
    )),
    (406, "user_id property", (
        phrase("the property user_id is not the user of this connection: {text}"),
        phrase("leave user_id out or set it to '{user}'"),
        False,
    )),
    (406, "larger than configured max size", (
        phrase("the message is larger than the broker accepts: {text}"),
        phrase("make it smaller or raise max_message_size in rabbitmq.conf"),
        False,
    )),
    (406, "", (
        phrase("the broker refuses it: {text}"),
        phrase("use the properties and arguments with which it was declared"),
        False,
    )),
    (530, "not found", (NO_VHOST, MEND_VHOST, False)),
    (530, "refused for user", (
        phrase("user '{user}' has no permissions in vhost '{vhost}'"),
        _PERMISSION,
        False,
    )),
    (530, "limit", (
        phrase("the broker accepts no more connections: {text}"),
        phrase("close other connections or raise the limit"),
        True,
    )),
    (530, "", (phrase("the broker does not allow it: {text}"), phrase("change what was asked for"), False)),
    (320, "shutdown", (phrase("the broker is shutting down"), _GOES_ON, True)),
    (320, "", (phrase("the broker or an operator closed the connection: {text}"), _GOES_ON, True)),
    (541, "is down", (phrase("vhost '{vhost}' is down on the broker"), _GOES_ON, True)),
)  # fmt: skip


def _of_line(error: BaseException, endpoints: Endpoints) -> Trouble | None:
    one = spelled(endpoints.host, endpoints.port)
    at = tr("a host of the broker") if endpoints.others else one
    return (
        _of_login(error, at)
        or _of_tls(error, at)
        or _of_protocol(error, at)
        or _of_socket(error, endpoints, at)
        or _of_silence(error, at)
    )


def _of_login(error: BaseException, at: str) -> Trouble | None:
    words = login_words(error, at)
    return None if words is None else Trouble(*words, retry=False)


def _of_tls(error: BaseException, at: str) -> Trouble | None:
    plain = tr("use amqp:// if that port does not speak TLS (5672 usually does not, 5671 does)")
    words = tls_words(error, at, plain)
    return None if words is None else Trouble(*words, retry=False)


_SPOKEN = {
    "http": (
        phrase("{at} speaks HTTP, not AMQP"),
        phrase(
            "give the AMQP port in the AMQP URL (usually 5672) and the HTTP port in --management-url"
        ),
        False,
    ),
    "tls": (phrase("{at} wants TLS"), phrase("use amqps:// instead of amqp://"), False),
}


def _of_protocol(error: BaseException, at: str) -> Trouble | None:
    spoken = error.args[0] if isinstance(error, ForeignProtocolError) else None
    if spoken in _SPOKEN:
        why, mend, retry = _SPOKEN[spoken]
        return Trouble(tr(why, at=at), tr(mend), retry)
    if spoken is not None or isinstance(error, amqp.IncompatibleProtocolError):
        return Trouble(
            tr("something at {at} takes connections but does not answer in AMQP", at=at),
            tr(
                "check the port (AMQP is usually 5672, with TLS 5671); "
                "behind a proxy the broker may still be starting"
            ),
            retry=True,
        )
    return None


def _of_socket(error: BaseException, endpoints: Endpoints, at: str) -> Trouble | None:
    if isinstance(error, socket.gaierror):
        return Trouble(
            tr("the host name '{host}' cannot be resolved", host=endpoints.host),
            tr("correct the host in the AMQP URL"),
            retry=True,
        )
    if isinstance(error, ConnectionRefusedError):
        return Trouble(
            tr("nothing listens at {at}: connection refused", at=at),
            tr("start the broker or correct host and port in the AMQP URL"),
            retry=True,
        )
    if isinstance(error, TimeoutError | workflow.AMQPConnectorStackTimeout):
        return _unanswered(at)
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        why = tr("no connection to {at}: {reason}", at=at, reason=reason)
        return Trouble(why, tr(_GOES_ON), retry=True)
    return None


def _unanswered(at: str) -> Trouble:
    return Trouble(
        tr("{at} did not answer in time", at=at),
        tr("check host and port, and whether a firewall is in between"),
        retry=True,
    )


def _of_silence(error: BaseException, at: str) -> Trouble | None:
    if isinstance(error, amqp.ConnectionBlockedTimeout):
        return Trouble(
            tr(
                "the broker blocks publishers: "
                "it is low on memory or disk (a resource alarm is set)"
            ),
            tr("free memory or disk on the broker; rabbitmqctl status shows its alarms"),
            retry=True,
        )
    if isinstance(error, amqp.AMQPHeartbeatTimeout):
        why = tr("{at} went silent: no heartbeat came", at=at)
        return Trouble(why, tr(_GOES_ON), retry=True)
    if isinstance(error, amqp.StreamLostError | amqp.ConnectionWrongStateError):
        return Trouble(tr("the connection to {at} was lost", at=at), tr(_GOES_ON), retry=True)
    return None


def _without_password(text: str, endpoints: Endpoints) -> str:
    return text.replace(endpoints.password, "***") if endpoints.password else text
