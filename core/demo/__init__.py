"""The demo system: a small shop of services on a broker, and the trouble that it can be put into.

Each service is a client of its own, with its own connection and its own name, that comes back by
itself when its connection is lost. They share one asyncio loop on one thread, so that watching
them costs little.

system       everything together, on a thread of its own      plan        exchanges and queues
demo         the system with its broker, as a command or       scenarios   trouble on request
             a window runs it                                  services/   one file a service
service      what every service does: connect, work, return   line        one AMQP connection
handler      one that handles message after message
books        what the services themselves say they did         event       what they publish
tide         how many orders come when                         assortment  what the shop sells
"""
