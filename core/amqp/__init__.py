"""AMQP 0-9-1 on the wire, without I/O: what a message's header frame holds, byte for byte."""
