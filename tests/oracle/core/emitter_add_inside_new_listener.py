"""A listener added inside 'newListener' stands before the one that is being added."""


def scenario(t):
    e = t.EventEmitter()
    e.once("newListener", lambda name, f: e.on(name, t.logs("e", "from newListener")))
    e.on("x", t.logs("e", "own"))
    e.emit("x")
