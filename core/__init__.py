"""The core of Flowscope: what happens on a message broker, without Qt.

Data flows one way, and the model has one owner thread and no locks:

    source threads  --put-->  inbox  --drain-->  model  <--read--  views
    (pika, HTTP)              bounded            fold()            Qt window, command line

Words. AMQP's and RabbitMQ's own terms name everything: vhost, exchange, queue, binding, routing
key, connection, channel, consumer, consumer tag, delivery tag, prefetch, publish, confirm, return,
deliver, get, ack, nack, reject, requeue, redelivered, dead-letter, ready, unacked. Counters are
spelled as `message_stats` of the management API spells them. Ours are these:

message     the AMQP thing; views may say *event* where a user would
fact        one thing that we saw happen, at a time
reading     the value of one broker counter at one time; facts and readings are never mixed
service     what a developer deploys: one or many connections
source      something that reports facts, readings or topology
tap         a private queue that receives copies of messages
edge        service -> exchange, exchange -> queue, queue -> service
hop         one publish-to-handled passage between two services
frame       only ever an AMQP frame; the beat of the window is a tick
provenance  counted (a broker counter), observed (seen one by one), derived, or unknown

The rooms, from the rim inwards. At the rim:

endpoints        where a broker is reached, with   sources/        threads that ask and listen
                 which `login`; `surface_urls`
                 are those of the HTTP APIs
amqp/            AMQP 0-9-1, sans I/O              inbox           the one thing threads share,
                                                                   with `room` for so many facts
cli/             one file a subcommand             doctor          what a broker lets us see
profile          a broker by name; `profiles` keep them, `passwords` the system's keyring
standing         what a profile allows there       writes          what is about to be written
tls              who a broker has to prove to be   way_in          DNS to vhost, `stage` by stage
certificate      what one says of itself           listening       where services reach the proxy
wording          what a user reads, in the user's language; `numbers` counts, rates, sizes and times
desktop_entry    Flowscope among the applications of a user's desktop
broker/          an embedded broker: a program of its own, watched through sources like any other
proxy/           services connect through it, in a process of its own that `sources.proxy` starts
demo/            a small shop to look at, and the trouble that it can be put into
clock            the time of everything: Unix seconds that never jump

What travels: `facts` (the closed set of items), `topology` (what is declared and connected),
`message_facts` (what happened to single messages, in batches: a source notes them in a `fact_log`,
`fact_wire` takes them through a pipe), `tapped` (a message that a tap received), `publishing`
(test events and their outcomes: `variables` in them, `body_forms` and `body_file` for what they
carry, of a `body_size`). A source that sees whole messages also tells their `content`;
`cause_names` are the headers by which one names another.

The model. `session` owns sources, inbox and model, and folds what comes in; for a `close_look` at
single messages it has firehose and proxy (a `proxy_run`), and `sighted` counts once what both see;
`kept_contents` are what the newest messages carried, in memory alone, `firehose_load` is what
listening would cost now:

flow             scrapes and facts -> graph        structure       topology -> graph
graph            nodes and edges that views draw   series          which series feeds which counter
                                                   `series_tables`, by node and group
counters         totals, rates, rings of one hour  metrics         what each metric counts
                 (`steady_rates` over several messages)
directory        who is connected, what is hidden  services        how a service gets its name
identity         which process is which channel    topology_log    what changed, when, by whom,
                                                   of the events: `news` of this vhost,
                                                   of a selection: `log_scope`,
                                                   found by `topology_changes`,
                                                   of an `earlier_watch`, too
gone_queues      forgotten one by one, not what they counted
nameless         channels that count, but whose?  capabilities    what works, else why and mend
targets          where each series counts          last_counts     of channels that went unread
depths           ready and unacked of queues       growth          of counters since we watch
dead_letters     who dead-lettered, where told     surfaces        which of them work, node by node;
                                                   `freshness`: what has been read since when
diagnosis        what hurts: `troubles`, told by consumer_troubles (from `acks`), queue_troubles,
                 message_troubles and sent_troubles (of `oddities`, until `disproof`: a `witness` has
                 both; `sightings` words until when something was seen) and connection_troubles;
                 `judging` says when, and does it a little at a time, as `folding` folds
                 `backlog` says since when messages wait in a queue, and what changed then (`past`
                 what the broker's samples tell of the time before anybody watched),
                 `last_consumers` whose consumer was the last of a queue that has none,
                 `lost_feeds` which get nothing since a binding was removed,
                 `removed_consumers` whom the broker has taken one that held messages,
                 `idlers` who seems to be there for nothing
ack_flow         who acks what, how fast, from the `lifecycle` of single messages: `life_table` says
                 what may follow what, `open_channels` hold them, `traces` know them again;
                 `acked_before` are acks of what was held when watching began;
                 `reply_times` are those of requests until they are answered,
                 `recent_steps` tell single ones, a `watched_message` is one that is followed;
                 a `message_filter` leaves out the others;
                 `named_parties` says whose connections a source heard that tells connections alone
lanes/           the messages that wait for somebody, by who holds them, with what hurts; one's life
                 with its kin: what it came from and what it caused, as ids prove it
edge_times       how long things take on an edge, from `recent_times`: an hour of `time_stretch`es
                 second by second, histograms of which `percentiles` are asked
routes           where a message would go: `route_preview` says it before it is sent, `unrouted` why
                 nowhere with the nearest binding (`nearness`), `route_words` why each step;
                 `bound_words` what the bindings between two ask for, `asked_headers` of headers
sent_keys        with which routing keys services publish, as far as single messages are seen;
                 `nowhere_causes` why no queue took how many of them;
                 `key_counts` how often, also of those that queues took;
                 `dropped` says what counters alone tell of those that no queue took,
                 `direct_replies` which of these may have arrived all the same
ack_rates        nack, reject, requeue of each edge (`answers`): `seen_answers` are exact, else
                 `negative_acks` derives a band (`bands`) from counters, by `held_bounds`
api_totals       counts from the management API alone: `attribution` says what totals prove, by
                 `bounds` and `parts`; `edge_arrays` reads detailed ones, `api_edges` shows it all;
                 `closings` of channels leave lower bounds

What is asked of it. `flow_window` measures a stretch of time and `flow_report` words it
(`flow_words` what is seen now), as `ack_report` does with acks (`ack_hops` are its hops);
`selection`, `arguments` and `queue_limits` answer for the inspector, `layout`, `ordering` and
`columns` place the graph, a little at a time (`making`), `pins` hold what somebody has put
elsewhere;
`reach` says which bindings are on nobody's way, where all routing keys are seen, `hop_reach` which
hops;
`hops` say which service causes work for which, as far as counters prove it (`dry_edges` carry
nothing), `seen_hops` what was seen of it, each a `seen_hop`: `origins` know who published a
message, `seen_pairs` count;
`collapsed` is the graph of them, with `sums` for counters, and what hurts `carried_over` into it,
and an `unknown_service` for whoever is not seen;
`find/` reads expressions such as `queue:pay* and !consumers`, and says what fits and what to hide,
and finds names by a few letters (`fuzzy`);
`known_keys` are routing keys to choose from; `tapping` plans what a tap binds, `tap_effects` what
that does to the system, `confirms` matches confirms, `typed_input` reads typed values.

So a number on the screen comes from there: view -> `graph` counter -> `flow` (the series that feed
it, by `metrics`) -> `sources.prometheus` (the broker's own count).
"""
