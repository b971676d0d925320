import base64
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import urllib3
from urllib3.exceptions import ConnectTimeoutError

from core.login import Login
from core.sources.http import HttpSurface, SurfaceError
from tests.local_http import Answer, free_port, serving


def refusal(surface: HttpSurface, path: str = "/api/overview") -> SurfaceError:
    with pytest.raises(SurfaceError) as raised:
        surface.get(path)
    surface.close()
    assert raised.value.mend
    assert str(raised.value) == raised.value.why
    return raised.value


def refused_by(answer: Answer) -> SurfaceError:
    with serving(lambda _path: answer) as local:
        error = refusal(HttpSurface(local.base))
        assert local.base in error.why
        return error


@pytest.fixture
def impatient() -> Iterator[HttpSurface]:
    """A surface that does not answer, asked by someone who waits only a moment."""
    with serving(lambda _path: Answer(silent=True)) as local:
        surface = HttpSurface(local.base)
        surface._pooled().connection_pool_kw["timeout"] = urllib3.Timeout(0.05)
        yield surface


def test_that_a_reply_is_its_body() -> None:
    with serving(lambda path: path.encode()) as local:
        surface = HttpSurface(local.base)
        assert surface.get("/a/b") == b"/a/b"
        assert surface.get("/a", {"columns": "a,b.c", "page": "1"}) == b"/a?columns=a%2Cb.c&page=1"
        surface.close()


def test_that_one_connection_serves_many_requests() -> None:
    with serving(lambda _path: b"") as local:
        surface = HttpSurface(local.base)
        for _ in range(3):
            surface.get("/a")
        surface.close()
        assert len(local.connections) == 1


def test_that_the_login_travels_in_a_header_and_only_if_there_is_one() -> None:
    with serving(lambda _path: b"") as local:
        for login in (Login("guest", "hunter2"), None):
            surface = HttpSurface(local.base, login)
            surface.get("/a")
            surface.close()
        given, none = local.logins
        assert given is not None
        assert base64.b64decode(given.removeprefix("Basic ")) == b"guest:hunter2"
        assert none is None


def test_that_a_login_for_whoever_asks_is_kept_back_until_then() -> None:
    with serving(lambda _path: b"") as local:
        surface = HttpSurface(local.base, Login("guest", "hunter2"), only_if_asked=True)
        surface.get("/a")
        local.answer = lambda _path: Answer(b"yes", 200 if local.logins[-1] else 401)
        assert surface.get("/b") == surface.get("/c") == b"yes"
        surface.close()
        assert [login is not None for login in local.logins] == [False, False, True, True]


def test_that_a_refused_login_of_its_own_is_not_blamed_on_the_amqp_url() -> None:
    with serving(lambda _path: Answer(b"", 401)) as local:
        own = refusal(HttpSurface(local.base, Login("mon", "hunter2"), own_login=True))
        assert "a login of its own" in own.mend
        assert "AMQP" not in own.mend
        assert "hunter2" not in own.why + own.mend
        assert "AMQP URL" in refusal(HttpSurface(local.base, Login("mon", "x"))).mend


def test_that_a_login_beyond_latin_letters_arrives() -> None:
    with serving(lambda _path: b"") as local:
        surface = HttpSurface(local.base, Login("jörg", "пароль"))
        surface.get("/a")
        surface.close()
        assert local.logins[0] is not None
        shown = base64.b64decode(local.logins[0].removeprefix("Basic "))
        assert shown.decode() == "jörg:пароль"


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "refused the login"), (404, "has no /api/overview"), (500, "status 500"), (204, "204")],
)
def test_that_a_refusal_says_what_it_is(status: int, words: str) -> None:
    error = refused_by(Answer(status=status))
    assert words in error.why
    assert error.status == status


def test_that_a_refused_login_names_the_tag_that_is_missing() -> None:
    assert "monitoring" in refused_by(Answer(status=401)).mend


def test_that_a_redirect_is_not_followed() -> None:
    answer = Answer(status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"})
    assert refused_by(answer).status == 302


@pytest.mark.parametrize("body", [b"", b"half a rep"])
def test_that_half_a_reply_is_none(body: bytes) -> None:
    error = refused_by(Answer(body, promised=1000))
    assert "broke off" in error.why
    assert error.status is None


def test_that_a_port_on_which_nothing_listens_is_named() -> None:
    base = f"http://127.0.0.1:{free_port()}"
    error = refusal(HttpSurface(base))
    assert error.why == f"nothing listens at {base}"


def test_that_silence_does_not_last_for_ever(impatient: HttpSurface) -> None:
    assert "did not answer in time" in refusal(impatient).why


def test_that_a_firewall_that_swallows_everything_is_silence_too() -> None:
    surface = HttpSurface("http://10.255.255.1")
    error = surface._named(ConnectTimeoutError("timed out"))
    assert "did not answer in time" in error.why


def test_that_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refusal(HttpSurface("http://nowhere.example")).why == (
        "the host name 'nowhere.example' cannot be resolved"
    )


def test_that_tls_with_a_port_that_has_none_is_told_apart() -> None:
    with serving(lambda _path: b"") as local:
        error = refusal(HttpSurface(local.base.replace("http:", "https:"), Login("u", "hunter2")))
    assert "TLS" in error.why
    assert "hunter2" not in error.why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"AMQP\x00\x00\x09\x01", "speaks AMQP, not HTTP"),
        (b"\x15\x03\x03", "wants TLS"),
        (b"?", "broke off"),
    ],
)
def test_that_what_is_no_http_at_all_is_named(said: bytes, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):  # to find out what listens there, it is asked again in AMQP
                with server.accept()[0] as line:
                    line.recv(1000)
                    line.sendall(said)

        thread = Thread(target=answer)
        thread.start()
        surface = HttpSurface(f"http://127.0.0.1:{server.getsockname()[1]}")
        assert why in refusal(surface).why
        thread.join()
