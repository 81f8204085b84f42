"""request(url): what is no URL, and what URLs become."""


def scenario(t):
    agent = t.agent(lookup=lambda host, options, callback: callback(None, "127.0.0.1", 4))

    def each(url):
        def called():
            req = t.http.request(url, agent=agent)
            req.on("error", lambda error: None)
            req.destroy()
            return req

        t.call("client/request", f"'{url}'", called)

    for url in [
        "",
        "abc",
        "/path",
        "http://",
        "http://[::1",
        "//host/",
        "https://host/",
        "ftp://host/",
        "mailto:x",
        "http://%00/",
    ]:
        each(url)

    def each_2(url):
        req = t.http.request(url, agent=agent)
        t.log("client/request", "url", url)
        t.props(req, "client/request", "path host method protocol")
        t.log("client/request", "headers", req.get_header("host"), req.get_header("authorization"))
        req.on("error", lambda error: None)
        req.destroy()

    for url in [
        "http://example.com",
        "HTTP://EXAMPLE.com:80/a?b#c",
        "http://example.com:8080/a/../b",
        "http://u:p@example.com/",
        "http://u%40:p%3A@example.com/",
        "http://[::1]:81/",
        "http://127.1/",
        "http://b\xfccher.example/\xe4?\xfc",
        "http://example.com?q",
        " http://example.com/a b ",
        "http:example.com",
        "http:\\\\example.com\\a",
        "http://example.com/'\"<>`{}|^",
    ]:
        each_2(url)

    def each_3(options):
        req = t.http.request("http://u:p@example.com:8080/a?b", agent=agent, **options)
        t.log("client/options", "over the URL", options)
        t.props(req, "client/options", "path host method protocol")
        t.log("client/options", "headers", req.get_header("host"), req.get_header("authorization"))
        req.on("error", lambda error: None)
        req.destroy()

    for options in [
        {"path": "/other"},
        {"host": "other.example"},
        {"hostname": "other.example"},
        {"port": 81},
        {"auth": "x:y"},
        {"method": "PUT"},
    ]:
        each_3(options)
