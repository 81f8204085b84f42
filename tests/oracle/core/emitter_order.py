"""Listeners run in order; what is added or removed during an emit counts from the next one."""


def scenario(t):
    e = t.EventEmitter()
    a = t.logs("e", "a")
    b = t.logs("e", "b")
    late = t.logs("e", "late")
    e.on("x", a)

    def change():
        e.on("x", late)
        e.off("x", b)

    e.on("x", lambda *args: change())
    e.on("x", b)
    e.prepend_listener("x", t.logs("e", "first"))
    e.once("x", t.logs("e", "once"))
    e.prepend_once_listener("x", t.logs("e", "first once"))
    t.call("e", "emit", lambda: e.emit("x", 1, "two"))
    t.call("e", "emit", lambda: e.emit("x"))
    t.call("e", "count", lambda: e.listener_count("x"))
    t.call("e", "emit unknown", lambda: e.emit("y", 1))
    e.add_listener("x", a)
    e.off("x", a)
    t.call("e", "the last of two equal ones went", lambda: e.emit("x"))
