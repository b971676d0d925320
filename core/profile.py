"""A broker that the user has given a name: where it is, how it is reached, what may be done there."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.endpoints import Endpoints, UrlError, endpoints
from core.standing import Standing
from core.tls import USUAL_TLS, Tls
from core.wording import phrase, tr

COLOURS = ("blue", "teal", "green", "amber", "orange", "red", "pink", "violet")
LONGEST_NAME = 60
_OTHER_TYPE = phrase("a value has another type than it should")


class ProfileError(Exception):
    """A profile that cannot be used: why, and what to do."""

    def __init__(self, why: str, mend: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One broker and vhost by name; a password is never part of it."""

    name: str
    url: str
    """The AMQP URL without password and parameters, with all its hosts."""
    colour: str = ""
    """One of COLOURS; empty: none."""
    management: str | None = None
    """A URL, with the user where it has one of its own, or `off`; None: inferred from `url`."""
    prometheus: str | None = None
    security: Tls = USUAL_TLS
    external: bool = False
    """The client certificate is the login: neither user nor password."""
    read_only: bool = False
    production: bool = False
    password_in_keyring: bool = False
    last_used: float = 0.0
    """Unix seconds; 0: never."""

    @property
    def standing(self) -> Standing:
        """What it says about the broker beyond where it is."""
        return Standing(self.name, self.colour, self.read_only, self.production)

    def endpoints(self, password: str = "", management_password: str = "") -> Endpoints:
        """Where its broker is; without a password it is the usual one. Raises UrlError."""
        found = endpoints(self.url, self.management, self.prometheus, environment={})
        own = found.management_login
        return replace(
            found,
            user="" if self.external else found.user,
            password="" if self.external else password or found.password,
            security=self.security,
            external=self.external,
            management_login=own and replace(own, password=management_password),
            standing=self.standing,
        )

    @property
    def management_key(self) -> str:
        """Under which URL the keyring has the password of the management API.

        Empty where that has no login of its own.
        """
        where = self.endpoints()
        return (where.management_login and where.management_shown) or ""

    def lacks(self, password: str, management_password: str) -> bool:
        """Whether somebody has to be asked for a password, when these are known."""
        where = self.endpoints()
        asks = not where.external and where.user != "guest"
        return (asks and not password) or bool(self.management_key and not management_password)

    def troubles(self) -> dict[str, str]:
        """What is wrong, by field; empty when it can be used."""
        found = {"name": _trouble_of_name(self.name)}
        try:
            endpoints(self.url, environment={})
        except UrlError as error:
            found["url"] = str(error)
        else:
            found["url"] = _trouble_of_kept(self.url)
            found |= self._trouble_of_surfaces()
        if self.colour and self.colour not in COLOURS:
            found["colour"] = tr("colours are {names}", names=", ".join(COLOURS))
        if self.security.keyfile and not self.security.certfile:
            found["certfile"] = tr("a key belongs to a certificate: name its file, too")
        if self.external and not found.get("certfile"):
            found["certfile"] = self._trouble_of_external()
        return {field: why for field, why in found.items() if why}

    def as_json(self) -> dict[str, Any]:
        """What is written down of it."""
        return asdict(self)

    def _trouble_of_surfaces(self) -> dict[str, str]:
        try:
            endpoints(self.url, self.management, self.prometheus, environment={})
        except UrlError as error:
            return {error.field: str(error)}
        if self.management is not None and _has_password(self.management):
            return {"management": tr("a password has no place in a profile: the keyring keeps it")}
        return {}

    def _trouble_of_external(self) -> str:
        if not self.security.certfile:
            return tr("the certificate can only be the login where there is one: name its file")
        if not self.url.lower().startswith("amqps:"):
            return tr("the certificate can only be the login with TLS: switch it on")
        return ""


def profile_of(text: str, name: str = "") -> tuple[Profile, str]:
    """A profile of an AMQP URL, with RabbitMQ's parameters, and the password in it.

    Raises UrlError.
    """
    found = endpoints(text, environment={})
    vhost = "" if found.vhost == "/" else f"/{found.vhost}"
    profile = Profile(
        name=(name or f"{found.host}{vhost}")[:LONGEST_NAME],
        url=found.shown,
        security=found.security,
        external=found.external,
    )
    return profile, found.password if _has_password(text) else ""


def profile_from(written: object) -> Profile:
    """A profile as it was written down. Raises ProfileError."""
    if not isinstance(written, Mapping):
        raise ProfileError(tr("it is not a JSON object"))
    values = {field.name: written[field.name] for field in fields(Profile) if field.name in written}
    for name in ("name", "url"):
        if not isinstance(values.get(name), str):
            raise ProfileError(tr("it has no {name}", name=name))
    security = values.pop("security", {})
    if not isinstance(security, Mapping):
        raise ProfileError(tr(_OTHER_TYPE))
    if unknown := security.keys() - {field.name for field in fields(Tls)}:
        names = ", ".join(sorted(unknown))
        raise ProfileError(tr("nothing is known here of {names} of TLS", names=names))
    profile = Profile(**values, security=Tls(**security))
    if not _has_types(profile):
        raise ProfileError(tr(_OTHER_TYPE))
    if wrong := profile.troubles():
        raise ProfileError(tr("; ").join(f"{field}: {why}" for field, why in wrong.items()))
    return profile


def _has_types(profile: Profile) -> bool:
    """Whether every value has the type that it should: files are edited by hand."""
    tls = profile.security
    words = (profile.colour, tls.cacertfile, tls.certfile, tls.keyfile, tls.server_name)
    urls = (profile.management, profile.prometheus)
    marks = (profile.read_only, profile.production)
    flags = (*marks, profile.password_in_keyring, profile.external, tls.verify)
    return (
        all(isinstance(one, str) for one in words)
        and all(one is None or isinstance(one, str) for one in urls)
        and all(isinstance(one, bool) for one in flags)
        and isinstance(profile.last_used, int | float)
    )


def _has_password(url: str) -> bool:
    return ":" in url.rpartition("@")[0].partition("://")[2]


def _trouble_of_kept(url: str) -> str:
    if _has_password(url):
        return tr("a password has no place in a profile: the keyring keeps it")
    return tr("what stands behind ? has fields of its own") if "?" in url else ""


def _trouble_of_name(name: str) -> str:
    if not name.strip():
        return tr("a profile has a name")
    if name != name.strip() or not name.isprintable():
        return tr("a name neither begins nor ends with a space, and has no line breaks")
    if len(name) <= LONGEST_NAME:
        return ""
    return tr("a name has at most {n} characters", n=LONGEST_NAME)
