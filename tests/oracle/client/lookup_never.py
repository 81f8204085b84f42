"""A lookup that does not call back until the request was destroyed."""


def scenario(t):
    answer = None

    def lookup(host, options, callback):
        nonlocal answer
        answer = callback

    req = t.get(port=1, host="name.invalid", lookup=lookup)
    t.watch(req, "client/req", "socket finish response error close")
    req.on("socket", lambda socket: t.watch(socket, "client/socket", "lookup connect error close"))

    def after_a_while():
        t.log("client/program", "destroys")
        req.destroy()

        def after_a_while_2():
            t.log("client/program", "calls back")
            answer(None, "127.0.0.1", 4)

        t.after(20, after_a_while_2)

    t.after(20, after_a_while)
