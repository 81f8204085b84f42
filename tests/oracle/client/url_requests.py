"""request(url), request(url, options), get(url): the bytes of each, with the callback last."""


def scenario(t):
    def each(name, rest, options):
        def ready(port):
            agent = t.agent()
            url = f"http://user:pass@127.0.0.1:{port}{rest}"
            req = t.http.request(url, callback=lambda res: res.resume(), agent=agent, **options)
            t.props(req, f"{name}/req", "method path host")
            req.end()

        t.raw_server(
            f"{name}/wire",
            lambda peer, index: peer.expect(
                "\r\n\r\n",
                lambda: peer.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                ),
            ),
            ready,
        )

    for name, rest, options in [
        ["plain", "/a?b", {}],
        ["hash", "/a?b#c", {}],
        ["encoded", "/a b\xe4", {}],
        ["options", "/a", {"method": "POST", "headers": {"X-A": "b"}, "path": "/c"}],
        ["setHost", "", {"set_host": False}],
    ]:
        each(name, rest, options)
