"""Options of createServer that are refused."""


def scenario(t):
    def create(**options):
        t.create_server(lambda req, res: None, **options)

    t.call("server", '{"maxHeaderSize":"x"}', lambda: create(max_header_size="x"))
    t.call("server", '{"maxHeaderSize":-1}', lambda: create(max_header_size=-1))
    t.call("server", '{"maxHeaderSize":1.5}', lambda: create(max_header_size=1.5))
    t.call("server", '{"insecureHTTPParser":1}', lambda: create(insecure_http_parser=1))
    server = t.create_server(None)
    t.call("server", "setTimeout", lambda: server.set_timeout(50, lambda *_: None) is server)
    t.log("server", "listeners", server.listener_count("timeout"), server.timeout)
