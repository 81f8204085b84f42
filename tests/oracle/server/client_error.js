'use strict';
// Malformed input: the code, text and position that 'clientError' gets, and the bytes of the automatic answer.
module.exports = (t) => {
  const host = 'Host: a\r\n';
  const inputs = {
    'method': 'gET / HTTP/1.1\r\n\r\n',
    'unknown method': 'BREW / HTTP/1.1\r\n\r\n',
    'target': 'GET x HTTP/1.1\r\n\r\n',
    'version letters': 'GET / HTTX/1.1\r\n\r\n',
    'header value': `GET / HTTP/1.1\r\n${host}a: b\x01\r\n\r\n`,
    'header without colon': `GET / HTTP/1.1\r\n${host}abc\r\n\r\n`,
    'length letters': `POST / HTTP/1.1\r\n${host}Content-Length: abc\r\n\r\n`,
    'negative length': `POST / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
    'empty length': `POST / HTTP/1.1\r\n${host}Content-Length:\r\n\r\n`,
    'length twice': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`,
    'length list': `POST / HTTP/1.1\r\n${host}Content-Length: 1, 1\r\n\r\n`,
    'huge length': `POST / HTTP/1.1\r\n${host}Content-Length: 99999999999999999999\r\n\r\n`,
    'length and chunked': `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
    'chunk size': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`,
    'huge chunk size': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n`,
    'large header': `GET / HTTP/1.1\r\n${host}a: ${'b'.repeat(17000)}\r\n\r\n`,
    'end in head': `GET / HTTP/1.1\r\n${host}`,
    'TLS': '\x16\x03\x01\x00\x05hello',
    'line break first': '\r\n\r\ngarbage',
  };
  const cases = [];
  for (const name of Object.keys(inputs)) for (const listener of [false, true]) cases.push([name, listener]);
  let label;
  const server = t.createServer((req, res) => {
    t.log(label, 'request', req.method);
    t.watch(req, label, 'data aborted close');
    const mine = label;
    res.on('close', () => t.log(mine, 'res close'));
    req.on('end', () => res.end('accepted'));
  });
  t.listen(server, function next(port) {
    if (!cases.length) return server.close();
    const [name, listener] = cases.shift();
    label = `${name}${listener ? ', listener' : ''}/server`;
    server.removeAllListeners('clientError');
    const mine = label;
    if (listener) {
      server.on('clientError', (error, socket) => {
        t.log(mine, 'clientError', error);
        t.props(error, mine, 'bytesParsed');
        t.log(mine, 'rawPacket', error.rawPacket && error.rawPacket.length);
        t.props(socket, mine, 'writable destroyed');
        socket.end('HTTP/1.1 400 Mine\r\n\r\n');
      });
    }
    const peer = t.connect(port, `${mine} wire`).write(inputs[name]).onEnd(() => t.setImmediate(() => next(port)));
    peer.expect('accepted', () => peer.end());
    if (name === 'end in head') peer.end();
  });
};
