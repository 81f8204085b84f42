"""A peer that ends its side: with the response and without, while the request's body is still being sent."""


def scenario(t):
    cases = []
    for keep_alive in [False, True]:
        how = ", kept" if keep_alive else ""
        cases.append([f"without a response{how}", "", keep_alive])
        cases.append([f"with a response up to EOF{how}", "HTTP/1.1 200 OK\r\n\r\nok", keep_alive])
        cases.append(
            [
                f"with half a response{how}",
                "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok",
                keep_alive,
            ]
        )
    cases.append(["with a response", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", False])
    t.use("client/_half_closes")(t, cases)
