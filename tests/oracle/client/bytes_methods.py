"""The bytes of every method with every way to write its body."""


def scenario(t):
    def write_end(req):
        req.write("body")
        req.end()

    def write_write_end_data(req):
        req.write("a")
        req.write("b")
        req.end("c")

    bodies = [
        ["end()", lambda req: req.end()],
        ["end(data)", lambda req: req.end("body")],
        ["write, end", write_end],
        ["write, write, end(data)", write_write_end_data],
    ]
    cases = []
    for method in ["POST", "PUT", "PATCH", "PROPFIND"]:
        for how, act in bodies:
            cases.append([f"{method} {how}", {"method": method}, act])

    def each(method):
        cases.append([f"{method} end()", {"method": method}, lambda req: req.end()])

    for method in [
        "GET",
        "HEAD",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "M-SEARCH",
        "post",
        "get",
        "PURGE",
        "X-OWN",
    ]:
        each(method)
    t.use("client/_bytes")(t, cases)
