"""Any hashable value names an event."""


def scenario(t):
    e = t.EventEmitter()
    secret = object()
    e.on(secret, t.logs("e", "symbol"))
    e.on(5, t.logs("e", "number"))
    e.on("", t.logs("e", "empty"))
    t.call("e", "symbol", lambda: e.emit(secret, 1))
    t.call("e", "number", lambda: e.emit(5, 2))
    t.call("e", "empty", lambda: e.emit("", 3))
    t.call("e", "count", lambda: e.listener_count(secret))
    t.call("e", "names", lambda: len(e.event_names()))
