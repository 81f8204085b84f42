"""METHODS, STATUS_CODES, maxHeaderSize, and the two validators."""


def scenario(t):
    import json

    def dumps(value):
        return json.dumps(value, ensure_ascii=False)

    for method in t.http.METHODS:
        t.log("methods", method)
    for code in t.http.STATUS_CODES:
        t.log("status", str(code), t.http.STATUS_CODES[code])
    t.props(t.http, "http", "maxHeaderSize")
    for name in ("a", "X-Y", "!#$%&'*+-.^_`|~0", "", " ", "a b", "a:", "\xe9", "a\n"):
        t.call("name", dumps(name), lambda: t.http.validate_header_name(name))
    for value in ("a", "", "a\tb", "\xe9", "a\nb", "\0", "\x7f", "\u20ac", 5):
        t.call("value", dumps(value), lambda: t.http.validate_header_value("x", value))
    t.call("value", "none", lambda: t.http.validate_header_value("x", None))
