"""Live events: a bare ASGI application, without any of Django's request machinery.

GET /evenements?ticket=… answers with server-sent events: `data: {"topic", "tenant", "payload"}`, one each, its `id` the
event's. A page that comes back gives the last id it saw (Last-Event-ID, which browsers send by themselves, or
`&depuis=`) and hears what it missed. At least once: a page ignores an id that it has already seen. The topic
"kernel.resync" says that too much was missed: the page loads again what it shows. After a refusal (403: the ticket is
too old, or access was taken away) the page asks for another ticket.

Rooms serve long sendings and receivings here, under words of their own: see `places`.

One coroutine per stream, asleep until its connection closes; one thread reads the outbox; one timer sends heartbeats.
"""
