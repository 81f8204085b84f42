'use strict';
// What Node's parser lets through, or refuses late, and we refuse: docs/divergences.md, wire-facts.
module.exports = (t) => {
  const host = 'Host: a\r\n';
  const inputs = {
    'header name with space': `GET / HTTP/1.1\r\n${host}a b: c\r\n\r\n`,
    'space before colon': `GET / HTTP/1.1\r\n${host}a : c\r\n\r\n`,
    'empty name': `GET / HTTP/1.1\r\n${host}: c\r\n\r\n`,
    'leading space': `GET / HTTP/1.1\r\n ${host}\r\n`,
    'obs-fold': `GET / HTTP/1.1\r\n${host}a: b\r\n c\r\n\r\n`,
    'bare LF': `GET / HTTP/1.1\r\n${host}a: b\n\n`,
    'CR as hyphen': `POST / HTTP/1.1\r\n${host}Content\rLength: 2\r\n\r\nhi`,
    'spaced length': `POST / HTTP/1.1\r\n${host}Content-Length : 2\r\n\r\nhi`,
    'chunk size 1 0': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n1 0\r\na\r\n0\r\n\r\n`,
    'chunked twice': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    'comma chunked': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: ,chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    'chunked on 1.0': `POST / HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`,
    'empty encoding beside length': `POST / HTTP/1.1\r\n${host}Transfer-Encoding:\r\nContent-Length: 2\r\n\r\nhi`,
    'encoding without chunked': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\nhi`,
    'two bytes after a chunk': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n`,
    'identity': `POST / HTTP/1.1\r\n${host}Transfer-Encoding: identity\r\n\r\n`,
    'version 1.2': `GET / HTTP/1.2\r\n${host}\r\n`,
    'version 0.9': `GET / HTTP/0.9\r\n${host}\r\n`,
    'no version': `GET /\r\n\r\n`,
    'no host': `GET / HTTP/1.1\r\n\r\n`,
    'two hosts': `GET / HTTP/1.1\r\n${host}${host}\r\n`,
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
