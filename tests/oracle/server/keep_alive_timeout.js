'use strict';
// An idle keep-alive connection is cut, silently; not with a server 'timeout' listener; a new value counts for
// the next response.
module.exports = (t) => {
  const cases = ['plain', 'listener', 'fractional', 'changed', 'zero'];
  let name;
  const server = t.createServer((req, res) => {
    if (name === 'changed') server.keepAliveTimeout = 40;
    res.end(`answer ${req.url}`);
  });
  t.props(server, 'server/server', 'keepAliveTimeout headersTimeout timeout maxConnections listening');
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    name = cases.shift();
    const mine = name;
    server.keepAliveTimeout = { plain: 1040, listener: 40, fractional: 200, changed: 5000, zero: 0 }[name];
    server.removeAllListeners('timeout');
    if (name === 'listener') server.on('timeout', (socket) => { t.log(`${mine}/server`, 'timeout'); socket.end(); });
    const peer = t.connect(port, `${mine}/wire`).write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n').onEnd(() => next(port));
    if (name === 'zero') peer.expect('answer', () => t.after(60, () => peer.end()));
  });
};
