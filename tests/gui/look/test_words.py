from core.close_look import FirehoseLook
from core.proxy_run import ProxyLook
from gui.look.words import chip_words, cut_off, firehose_line, proxy_line

AT = 1000.0
ON = FirehoseLook(phase="listening", exchanges=("orders",), ends_at=AT + 41.2)
SERVING = ProxyLook(phase="listening", address="127.0.0.1:5673", upstream="rabbit:5672")


def with_clients(number: int) -> ProxyLook:
    return ProxyLook(
        phase="listening", address="127.0.0.1:5673", upstream="rabbit:5672", clients=number
    )


def test_that_the_firehose_counts_down() -> None:
    assert firehose_line(ON, AT).words == "Firehose on: exchange orders, 0:42 left"
    assert firehose_line(ON, AT + 100).words.endswith("0:00 left")
    assert firehose_line(ON, AT).mark == "missing"


def test_that_it_says_what_it_listens_to() -> None:
    many = FirehoseLook(phase="listening", exchanges=("",), queues=("a", "b"), ends_at=AT)
    assert "exchange (default) and 2 more" in firehose_line(many, AT).words
    everything = FirehoseLook(phase="listening", ends_at=AT)
    assert "on: everything," in firehose_line(everything, AT).words


def test_that_what_was_not_heard_is_said() -> None:
    bad = FirehoseLook(phase="listening", ends_at=AT, lost=1234, overflowed=True)
    more = firehose_line(bad, AT).more
    assert "At least 1,234 publishes, deliveries or acks were not seen" in more
    assert "nobody knows how many" in more


def test_that_a_refusal_says_why_and_what_helps_in_the_window() -> None:
    look = FirehoseLook(
        phase="refused", why="the management API is switched off", mend="use --management-url"
    )
    line = firehose_line(look, AT)
    assert (line.mark, line.words) == ("failed", "Firehose not possible")
    assert line.more == "The management API is switched off. Use the management field."


def test_that_its_end_says_how_tracing_was_left() -> None:
    good = firehose_line(FirehoseLook(phase="ended", after="tracing is off again"), AT)
    assert (good.mark, good.more) == ("ok", "Tracing is off again.")
    bad = firehose_line(FirehoseLook(phase="ended", notes=("it stays on",)), AT)
    assert (bad.mark, bad.more) == ("missing", "It stays on.")


def test_that_the_proxy_says_what_to_do_until_somebody_comes() -> None:
    line = proxy_line(SERVING)
    assert line.words == "Proxy on 127.0.0.1:5673: no client yet"
    assert line.more == "Let a service connect to 127.0.0.1:5673 instead of rabbit:5672."
    assert proxy_line(with_clients(1)).words == "Proxy on 127.0.0.1:5673: 1 client"
    assert proxy_line(with_clients(3)).mark == "ok"


def test_that_a_proxy_that_cannot_pass_clients_on_says_why() -> None:
    lost = ProxyLook(phase="listening", address="a:1", why="no broker", mend="start it", lost=2)
    line = proxy_line(lost)
    assert line.mark == "missing"
    assert line.more.startswith("No broker. Start it. At least 2 publishes, deliveries or acks")


def test_that_a_proxy_that_broke_down_is_told_from_one_that_ended() -> None:
    assert proxy_line(ProxyLook(phase="failed", why="it crashed")).words == "Proxy broke down"
    assert proxy_line(ProxyLook(phase="refused", why="taken")).words == "Proxy not possible"
    assert proxy_line(ProxyLook(phase="ended")).mark == "unknown"


def test_that_the_header_keeps_in_mind_what_is_on() -> None:
    assert chip_words(FirehoseLook(), ProxyLook(), AT) == ""
    assert chip_words(ON, ProxyLook(), AT) == "firehose 0:42"
    assert chip_words(FirehoseLook(), SERVING, AT) == "proxy: no client yet"
    assert chip_words(ON, with_clients(3), AT) == "firehose 0:42 · proxy: 3 clients"
    assert chip_words(FirehoseLook(phase="ending"), ProxyLook(), AT) == "firehose ends …"
    left_on = FirehoseLook(phase="ended", notes=("it stays on",))
    assert chip_words(left_on, ProxyLook(), AT) == "after the firehose"


def test_that_who_is_cut_off_is_counted() -> None:
    assert cut_off(with_clients(1)) == "1 client loses its connection"
    assert cut_off(with_clients(3)) == "3 clients lose their connection"
