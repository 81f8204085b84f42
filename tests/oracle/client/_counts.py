"""What an agent holds at this moment."""


def count(lists):
    return sum(map(len, lists.values()))


def scenario(t, agent, label, when):
    t.log(
        label,
        f"{when}: in use {count(agent.sockets)}, free {count(agent.free_sockets)}, "
        f"queued {count(agent.requests)}",
    )
