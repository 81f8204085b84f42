"""A response that is read slowly: the peer is paused and goes on; all bytes come, in order of the reads."""


def scenario(t):
    size = 4000000

    def on_peer(peer, index):
        def on_text():
            peer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n")
            peer.write("a" * size)

        return peer.expect("\r\n\r\n", on_text)

    def ready(port):
        def on_response(res):
            total = 0
            t.watch(res, "client/res", "aborted pause resume end close")

            def after_a_while():
                t.log(
                    "client/res",
                    "waiting",
                    res.readable_length >= res.readable_high_water_mark,
                    res.readable_length < size,
                )
                t.props(res, "client/res", "readableHighWaterMark readableFlowing complete")

                def on_data(data):
                    nonlocal total
                    total += len(data)

                res.on("data", on_data)

                def in_a_tick():
                    res.pause()

                    def after_a_while_2():
                        t.log("client/res", "paused", res.is_paused(), total < size, res.complete)
                        res.resume()

                    t.after(40, after_a_while_2)

                t.next_tick(in_a_tick)

            t.after(60, after_a_while)
            res.on("end", lambda: t.log("client/res", "total", total))

        req = t.get(on_response, port=port)
        t.watch(req, "client/req", "response close")

    t.raw_server("", on_peer, ready)
