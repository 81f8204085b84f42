"""The default of maxHeadersCount: the documentation's 2000."""


def scenario(t):
    t.props(t.create_server(None), "server", "maxHeadersCount")
