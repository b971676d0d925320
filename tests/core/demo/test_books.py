from core.demo.books import Books


def test_that_what_happened_is_counted_by_edge() -> None:
    books = Books()
    for _ in range(3):
        books.published("orders", "shop.events", "order.accepted")
    books.answered("orders", "shop.events", "confirm")
    books.handled("shop.audit-log", "audit", "deliver")
    books.handled("shop.audit-log", "audit", "ack", 10)

    assert books.counts() == {
        ("publish", "service:orders", "exchange:shop.events", "publish"): 3,
        ("publish", "service:orders", "exchange:shop.events", "confirm"): 1,
        ("deliver", "queue:shop.audit-log", "service:audit", "deliver"): 1,
        ("deliver", "queue:shop.audit-log", "service:audit", "ack"): 10,
    }
    assert books.routing_keys() == {("shop.events", "order.accepted"): 3}


def test_that_they_read_like_the_edges_of_flow() -> None:
    books = Books()
    books.handled("q", "s", "deliver", 2)
    books.handled("q", "s", "ack")

    assert books.as_json() == [
        {
            "kind": "deliver",
            "from": "queue:q",
            "to": "service:s",
            "counts": {"ack": 1, "deliver": 2},
        }
    ]


def test_that_they_know_whose_messages_came() -> None:
    books = Books()
    books.caused("orders", "shop.audit-log", "audit")
    books.caused("orders", "shop.audit-log", "audit")
    books.caused("stock", "shop.audit-log", "audit")

    assert books.hops() == {
        ("orders", "shop.audit-log", "audit"): 2,
        ("stock", "shop.audit-log", "audit"): 1,
    }
