"""validateHeaderName and validateHeaderValue; METHODS and STATUS_CODES by their size; Agent's own errors."""


def scenario(t):
    http = t.http

    def each(name):
        t.call("http/name", "validateHeaderName", lambda: http.validate_header_name(name))

    for name in ["a", "X-Y", "!#$%&*+.^_`|~0", "", " ", "a b", "a:", "\xe4", "a\r", 5, None]:
        each(name)

    def each_2(value):
        t.call(
            "http/value", "validateHeaderValue", lambda: http.validate_header_value("X-My", value)
        )

    for value in [
        "",
        "a",
        "\t",
        "\xff",
        5,
        True,
        None,
        "a\r\n",
        "\0",
        "\x7f",
        "\u0100",
        ["a"],
        ["a\n"],
    ]:
        each_2(value)
    t.log("http/module", "sizes", len(http.METHODS), http.STATUS_CODES[418], http.max_header_size)

    def each_3(options):
        def called():
            agent = t.agent(**options)
            t.props(
                agent,
                "http/agent",
                "maxSockets maxFreeSockets maxTotalSockets keepAlive scheduling",
            )
            return "made"

        t.call("http/agent", "new Agent", called)

    for options in [
        {"scheduling": "random"},
        {"scheduling": 5},
        {"max_total_sockets": 0},
        {"max_total_sockets": -1},
        {"max_total_sockets": "a"},
        {"max_sockets": 0},
        {"max_free_sockets": 0},
        {"keep_alive": 5},
    ]:
        each_3(options)
    plain = t.agent()
    t.props(
        plain,
        "http/agent",
        "maxSockets maxFreeSockets maxTotalSockets keepAlive keepAliveMsecs scheduling defaultPort protocol totalSocketCount",
    )
