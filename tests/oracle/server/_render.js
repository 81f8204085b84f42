'use strict';
// One request for each method, status and framing header, all of one version and Connection header.
module.exports = (t, version, connection, written = false) => {
  const cases = [];
  for (const method of ['GET', 'HEAD', 'POST']) {
    for (const status of [200, 204, 304]) {
      for (const framing of ['Content-Length', 'chunked', 'neither']) cases.push([method, status, framing]);
    }
  }
  const headers = { 'Content-Length': { 'Content-Length': 5 }, chunked: { 'Transfer-Encoding': 'chunked' }, neither: {} };
  let status, framing, label;
  const server = t.createServer((req, res) => {
    res.writeHead(status, headers[framing]);
    if (written) {
      res.write('hel');
      res.end('lo');
    } else res.end('hello');
    t.props(res, label, 'shouldKeepAlive');
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    let method;
    [method, status, framing] = cases.shift();
    label = `${method} ${status} ${framing}/res`;
    const head = `${method} / HTTP/${version}\r\nHost: a\r\n${connection ? `Connection: ${connection}\r\n` : ''}`;
    const body = method === 'POST' ? 'Content-Length: 2\r\n\r\nhi' : '\r\n';
    t.exchange(port, label, head + body, () => next(port));
  });
};
