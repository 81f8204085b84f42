"""Twenty requests that a program made up (random_1.json)."""


def scenario(t):
    t.use("client/_random")(t, "random_1")
