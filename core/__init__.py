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

The rooms, from the rim inwards:

endpoints       where a broker is reached          sources/       threads that ask and listen
inbox           the one thing threads share        facts          what travels through it
topology        what is declared and connected     services       which service a connection is
counters        totals, rates, rings of one hour   graph          nodes and edges that views draw
flow            folds everything into the graph    session        owns sources, inbox and model
publishing      test events and their outcomes     cli/           one file a subcommand
"""
