'use strict';
// Garbage behind a complete exchange: no automatic 400.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    res.end('answer');
    server.close();
  });
  t.watch(server, 'server', 'close');
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').expect('answer', () => peer.write('garbage\r\n\r\n'));
  });
};
