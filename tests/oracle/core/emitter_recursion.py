"""A once listener is gone before it runs; an emit inside an emit runs to its end first."""


def scenario(t):
    e = t.EventEmitter()
    depth = 0

    def once():
        t.log("e", "once")
        e.emit("x")
        t.log("e", "once ends")

    def enter():
        nonlocal depth
        mine = depth
        depth += 1
        t.log("e", "enter", mine)
        if mine < 2:
            e.emit("x")
        t.log("e", "leave", mine)

    def remove_all():
        t.log("e", "remove all")
        e.remove_all_listeners("y")

    e.once("x", once)
    e.on("x", enter)
    e.emit("x")
    e.on("y", remove_all)
    e.on("y", t.logs("e", "still runs"))
    e.emit("y")
    t.call("e", "again", lambda: e.emit("y"))
