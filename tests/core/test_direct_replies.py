from core.direct_replies import may_be_replies
from core.graph import Edge


def test_that_only_drops_at_the_default_exchange_may_be_direct_replies() -> None:
    default = Edge("publish", "service:rpc", "exchange:")
    assert may_be_replies(default, "drop_unroutable")
    assert not may_be_replies(default, "return_unroutable")
    assert not may_be_replies(Edge("publish", "service:rpc", "exchange:x"), "drop_unroutable")
