"""How many writes reach the system for each way to answer."""


def scenario(t):
    def length_and_end(res):
        res.set_header("Content-Length", 5)
        res.end("hello")

    def write_and_end(res):
        res.write("hello")
        res.end()

    def length_write_and_end(res):
        res.set_header("Content-Length", 5)
        res.write("hello")
        res.end()

    def two_writes(res):
        res.write("one")
        res.write("two")
        res.end()

    def write_head_and_end(res):
        res.write_head(200, {"Content-Length": 2})
        res.end("ok")

    def corked(res):
        res.cork()
        res.write("one")
        res.write("two")
        res.uncork()
        res.end("three")

    def corked_to_the_end(res):
        res.cork()
        res.write("one")
        res.write("two")
        res.end("three")

    def flush_headers(res):
        res.flush_headers()
        res.end("hello")

    def end_later(res):
        res.write("now")
        t.set_immediate(lambda: res.end("later"))

    def end_in_a_tick(res):
        res.write("now")
        t.next_tick(lambda: res.end("tick"))

    def write_continue(res):
        res.write_continue()
        res.end("x")

    ways = {
        "end with text": lambda res: res.end("hello"),
        "end with bytes": lambda res: res.end(b"hello"),
        "end alone": lambda res: res.end(),
        "length and end": length_and_end,
        "write and end": write_and_end,
        "length, write and end": length_write_and_end,
        "two writes and end": two_writes,
        "writeHead and end": write_head_and_end,
        "corked": corked,
        "corked to the end": corked_to_the_end,
        "flushHeaders and end": flush_headers,
        "write now, end later": end_later,
        "write now, end in a tick": end_in_a_tick,
        "writeContinue": write_continue,
    }
    names = list(ways)
    name = None

    def on_request(req, res):
        t.writes(req.socket, f"{name}/wire")
        ways[name](res)

    def next_case(port):
        nonlocal name
        if not names:
            server.close()
            return
        name = names.pop(0)
        t.exchange(port, "", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", lambda: next_case(port))

    server = t.create_server(on_request)
    t.listen(server, next_case)
