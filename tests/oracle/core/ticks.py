"""Ticks run until none is left, before any immediate; an immediate made by an immediate waits for
the next turn.
"""


def scenario(t):
    t.immediate("p", "one")

    def two():
        t.log("p", "immediate two")
        t.immediate("p", "of the next turn")
        t.tick("p", "of immediate two")

    def one(*args):
        t.log("p", "tick one", *args)
        t.tick("p", "inside")
        t.next_tick(lambda: t.tick("p", "deeper"))

    t.set_immediate(two)
    t.immediate("p", "three")
    t.next_tick(one, 1, "a")
    t.tick("p", "two")
    t.log("p", "main")
