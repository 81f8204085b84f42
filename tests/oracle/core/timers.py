"""Timers that are due run in order, each with its ticks after it; then immediates."""


def scenario(t):
    import time

    def ten():
        t.log("p", "ten")
        t.tick("p", "of ten")
        t.immediate("p", "of ten")
        time.sleep(0.24)

    def twenty():
        t.log("p", "twenty")
        t.tick("p", "of twenty")

    t.timer(10, ten)
    t.timer(200, twenty)
    t.timer(201, lambda: t.log("p", "twenty-one"))
