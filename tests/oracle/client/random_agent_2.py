"""Eight groups of requests that a program made up (random_agent_2.json)."""


def scenario(t):
    t.use("client/_random_agent")(t, "random_agent_2")
