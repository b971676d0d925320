"""Threads that ask a broker and listen to it; each only ever puts into an inbox.

broker_sources  everything that watches one broker, begun and ended together
thread          a source that asks: its beat, and within which `budget`; `told` says only what is new
link            the line to a broker over AMQP, `credentials` by which it logs in, the `good_host` to
                begin with; `timers` of a loop that listens

Who tells what:

event_exchange  who connects, declares and leaves, at once: `broker_events` are its messages
prometheus      live counters of a node, a `cluster` has many: `metrics_text` and `metrics_labels`
                read them, `node_age` notices a restart
management      topology, and totals where nothing better counts: `management_client` asks,
                `management_json` reads, `statistics` are told sample by sample
past            what was sampled before anybody watched (`broker_samples`)
firehose        single messages, on demand: a `firehose_line` listens, `traced_messages` are facts;
                `tracing` is its switch, `tracing_sight` looks at it, `tracing_duty` puts it back,
                also by the `tracing_mender` from `tracing_records` that outlive a crash
proxy           the process through which services connect
publisher       test events: a `publish_run` on a `confirm_line`
tap             copies of what passes: a `tap_line`, its `tap_buffer`, its `tap_surroundings`
own_facts       what publisher and tap do, told as anybody else's

What is wrong:

trouble         why a line failed, and the mend: `login_trouble`, `tls_trouble`
http            one surface of HTTP, every failure in plain words
broker_identity whether the surfaces are of one broker
blind_spots     settings by which a surface answers, and yet does not tell
"""
