"""An 'error' that nobody listens for is raised; wrong listeners and limits are refused."""


def scenario(t):
    e = t.EventEmitter()
    boom = Exception("boom")

    def fail(error):
        raise error

    t.call("e", "error unheard", lambda: e.emit("error", boom))
    t.call("e", "no exception", lambda: e.emit("error", "text"))
    t.call("e", "no argument", lambda: e.emit("error"))
    t.call("e", "a number", lambda: e.emit("error", 42))
    e.on("error", t.logs("e", "heard"))
    t.call("e", "error heard", lambda: e.emit("error", boom))
    t.call("e", "a text as listener", lambda: e.once("x", "text"))
    t.call("e", "off without listener", lambda: e.off("x", None))
    t.call("e", "negative limit", lambda: e.set_max_listeners(-1))
    t.call("e", "text as limit", lambda: e.set_max_listeners("2"))
    e.on("y", t.logs("e", "before"))
    e.on("y", lambda: fail(TypeError("from the listener")))
    e.on("y", t.logs("e", "never"))
    t.call("e", "a listener raises", lambda: e.emit("y"))
    e.once("z", lambda: fail(Exception("once")))
    t.call("e", "a once listener raises", lambda: e.emit("z"))
    t.call("e", "and is gone", lambda: e.emit("z"))
