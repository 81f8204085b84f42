"""'newListener' comes before the listener is there, 'removeListener' after it is gone."""


def scenario(t):
    e = t.EventEmitter()
    a = t.logs("e", "a")
    e.on(
        "newListener",
        lambda name, f: t.log("e", "newListener", name, f is a, e.listener_count(name)),
    )
    e.on(
        "removeListener",
        lambda name, f: t.log("e", "removeListener", name, f is a, e.listener_count(name)),
    )
    e.on("x", a)
    e.once("y", a)
    e.prepend_listener("x", a)
    e.emit("y")
    e.off("x", a)
    e.off("x", lambda: None)
    e.on("z", a).on("z", t.logs("e", "b"))
    e.remove_all_listeners("z")
    e.on("p", a)
    e.remove_all_listeners()
    t.log("e", "left", e.event_names())
