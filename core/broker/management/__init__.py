"""The part of RabbitMQ's management HTTP API that the embedded broker serves."""
