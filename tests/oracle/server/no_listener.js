'use strict';
// Without a 'request' listener nothing answers; listeners may be several, and come later.
module.exports = (t) => {
  let count = 0;
  const server = t.http.createServer();
  server.on('connection', (socket) => { t.watch(socket, 'socket', 'timeout end close'); socket.setTimeout(20); });
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/first').write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n');
    peer.onEnd(() => {
      server.on('request', (req, res) => { t.log('server', 'first', req.url); res.write('first '); });
      server.on('request', (req, res) => { t.log('server', 'second', req.url); res.end('second'); });
      server.on('request', () => server.close());
      const other = t.connect(port, 'wire/second').write('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n').expect('second', () => other.end());
    });
  });
};
