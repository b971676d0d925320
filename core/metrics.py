"""What each metric of `/metrics/detailed` counts, in the words of `message_stats`.

`delivered` in the metrics is delivery without acknowledgement, `delivered_ack` the one with; the
same goes for `get` (RabbitMQ 3.10 to 4.4).
"""

PUBLISH = {
    "channel_messages_published_total": "publish",
    "channel_messages_confirmed_total": "confirm",
    "channel_messages_unroutable_returned_total": "return_unroutable",
    "channel_messages_unroutable_dropped_total": "drop_unroutable",
}
"""Per channel and exchange."""

DELIVER = {
    "channel_messages_delivered_ack_total": "deliver",
    "channel_messages_delivered_total": "deliver_no_ack",
    "channel_get_ack_total": "get",
    "channel_get_total": "get_no_ack",
    "channel_messages_redelivered_total": "redeliver",
    "channel_messages_acked_total": "ack",
}
"""Per channel and queue."""

ROUTE = {
    "queue_messages_published_total": "publish",
    "queue_exchange_messages_published_total": "publish",
}
"""Per exchange and queue; the first also per channel (the only one before 4.0)."""

DEPTH = {"queue_messages_ready": "ready", "queue_messages_unacked": "unacked"}
UNACKED = "channel_messages_unacked"
"""Of a channel, told once a statistics interval."""
OPEN_CHANNEL = "channel_consumers"
"""Has a row for exactly the channels that are open."""
REDUCTIONS = "channel_process_reductions_total"
OPENED_CHANNELS = "channels_opened_total"
"""Of the whole node since it started; the one row without labels."""

READ = frozenset(
    {*PUBLISH, *DELIVER, *ROUTE, *DEPTH, UNACKED, OPEN_CHANNEL, REDUCTIONS, OPENED_CHANNELS}
)
"""All that is looked at; the families that hold them have more."""
