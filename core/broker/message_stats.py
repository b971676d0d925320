"""Counts summed up as `message_stats` of the management API tells them."""

from collections import Counter
from collections.abc import Iterable

from core.broker.counts import Delivered, Published
from core.broker.exchange import Exchange
from core.broker.parties import Channel
from core.broker.queue import Queue
from core.broker.vhost import Vhost

Stats = dict[str, int]


def of_channel(channel: Channel) -> Stats:
    """What a channel published and received; nothing of what it never did."""
    counts = channel.counts
    return {**published(counts.published.values()), **delivered(counts.delivered.values())}


def of_queue(queue: Queue) -> Stats:
    """What came into a queue by way of channels and what it gave away."""
    counts = queue.counts
    has_given = any(getattr(counts, name) for name in Delivered.NAMES)
    stats = delivered([counts]) if has_given else {}
    return {**stats, "publish": queue.published} if queue.published else stats


def of_exchange(exchange: Exchange) -> Stats:
    """What channels published to an exchange, and to how many queues that went."""
    came, went = exchange.counts.publish, exchange.counts.routed_total
    stats = {"publish_in": came, "publish_out": went}
    return {name: count for name, count in stats.items() if count}


def of_vhost(vhost: Vhost) -> Stats:
    """All of a vhost, with what is deleted by now."""
    total: Counter[str] = Counter(vhost.former)
    total.update(published(vhost.exchange_counts.values()))
    total.update(delivered(vhost.queue_counts.values()))
    return dict(total)


def published(parts: Iterable[Published]) -> Stats:
    """Sums; empty when there is nothing to sum up."""
    found = list(parts)
    return {name: sum(getattr(one, name) for one in found) for name in Published.NAMES if found}


def delivered(parts: Iterable[Delivered]) -> Stats:
    """Sums; empty when there is nothing to sum up."""
    found = list(parts)
    stats = {name: sum(getattr(one, name) for one in found) for name in Delivered.NAMES if found}
    return {**stats, "deliver_get": sum(one.deliver_get for one in found)} if found else stats
