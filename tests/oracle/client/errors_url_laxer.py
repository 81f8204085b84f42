"""URLs that the URL standard refuses and Node's new URL() reads, or leaves to the socket to refuse."""


def scenario(t):
    agent = t.agent(lookup=lambda host, options, callback: callback(None, "127.0.0.1", 4))

    def each(url):
        def called():
            req = t.http.request(url, agent=agent)
            t.props(req, "client/request", "host path")
            req.on("error", lambda error: None)
            req.destroy()
            return req

        t.call("client/request", f"'{url}'", called)

    for url in [
        "http://a b/",
        "http://a:b/",
        "http://a%20b/",
        "http://a:99999/",
        "http://a^b/",
        "http://a|b/",
    ]:
        each(url)
