"""The URLs of the two HTTP surfaces, as a user gives them: a base, a login, or the word off."""

from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from core.login import Login
from core.wording import phrase, tr

OFF = "off"
MANAGEMENT_PASSWORD = "FLOWSCOPE_MANAGEMENT_PASSWORD"
"""The variable of the environment with the password of a user whom a management URL names."""


class UrlError(ValueError):
    """A URL that cannot be used; the text says why and shows what one looks like."""

    def __init__(self, why: str, field: str = "url") -> None:
        super().__init__(why)
        self.field = field
        """Which URL is wrong: `url` (of AMQP), `management` or `prometheus`."""


def management_url(
    given: str | None, inferred: str, environment: Mapping[str, str]
) -> tuple[str | None, Login | None]:
    """The base URL, None when it is off, and the login if it has one of its own.

    Raises UrlError.
    """
    parts = _login_apart(given) if given is not None else None
    if parts is None:
        return _base("management", phrase("management"), given, inferred), None
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    base = _base("management", phrase("management"), bare, inferred)
    if not parts.username:
        text = tr("the login in the management URL has no user: it must be like {url}", url=_SHOWN)
        raise UrlError(text, "management")
    password = unquote(parts.password) if parts.password is not None else None
    known = environment.get(MANAGEMENT_PASSWORD, "") if password is None else password
    return base, Login(unquote(parts.username), known)


def prometheus_urls(given: str | None, inferred: Sequence[str]) -> tuple[str, ...]:
    """The base URLs of the nodes, separated by commas where several are given. Raises UrlError."""
    if not given:
        return tuple(inferred)
    if "@" in given:
        text = tr(
            "the Prometheus URL has no login, that of the management API is used where it asks: "
            "it must be like {url}",
            url=inferred[0],
        )
        raise UrlError(text, "prometheus")
    named = (one.strip() or None for one in given.split(","))
    bases = (_base("prometheus", "Prometheus", one, inferred[0]) for one in named)
    return tuple(base for base in bases if base)


def with_user(base: str, user: str) -> str:
    """The URL of a surface with the user who logs in there."""
    parts = urlsplit(base)
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}@{parts.netloc}"))


_SHOWN = "http://user:password@host:15672"


def _login_apart(given: str) -> SplitResult | None:
    """The parts of a URL that has a login; None where it has none, or is no such URL."""
    try:
        parts = urlsplit(given)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if "@" not in given:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.path + parts.query + parts.fragment:
        text = tr(
            "the management URL must be like {url} or the word off "
            "(in user and password : / # ? @ are written %3A %2F %23 %3F %40)",
            url=_SHOWN,
        )
        raise UrlError(text, "management")
    return parts


def _base(field: str, name: str, given: str | None, inferred: str) -> str | None:
    if given is None:
        return inferred
    if given.lower() == OFF:
        return None
    if _is_http(given):
        return given.rstrip("/")
    if ":" in given:  # what follows may be a password
        text = tr("the {name} URL must be like {url} or the word off", name=tr(name), url=inferred)
    else:
        text = tr(
            "the {name} URL must be like {url} or the word off, not like {given!r}",
            name=tr(name),
            url=inferred,
            given=given,
        )
    raise UrlError(text, field)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
