"""destroy() of a request whose answer has come but was not read: with and without a body, kept and not."""


def scenario(t):
    def each(name, answer, options, settings):
        def ready(port):
            agent = t.agent(**settings)

            def on_response(res):
                def after_a_while():
                    t.log(f"{name}/program", "destroys")
                    req.destroy()
                    t.tick(f"{name}/program", "after it")
                    t.immediate(f"{name}/program", "after it")

                t.after(40, after_a_while)

            req = t.request(on_response, port=port, agent=agent, **options)
            t.watch(req, f"{name}/req", "response error close")
            req.on("socket", lambda socket: t.watch(socket, f"{name}/socket", "free error close"))
            req.end()

        t.raw_server(
            "", lambda peer, index: peer.expect("\r\n\r\n", lambda: peer.write(answer)), ready
        )

    for name, answer, options, settings in [
        ["empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}, {"keep_alive": True}],
        ["HEAD", "HTTP/1.1 200 OK\r\n\r\n", {"method": "HEAD"}, {"keep_alive": True}],
        ["length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", {}, {"keep_alive": True}],
        ["empty, not kept", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}, {}],
        ["length, not kept", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", {}, {}],
        [
            "not complete",
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok",
            {},
            {"keep_alive": True},
        ],
    ]:
        each(name, answer, options, settings)
