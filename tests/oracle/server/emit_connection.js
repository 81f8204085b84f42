'use strict';
// After CONNECT the socket is given back to the server with emit('connection'): it serves requests again.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.log('server', 'request', req.url);
    res.end(`answer ${req.url}`);
  });
  server.on('connect', (req, socket, head) => {
    t.log('server', 'connect', req.url, head);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    t.call('server', 'emit', () => server.emit('connection', socket));
    server.close();
  });
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer').write('CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n');
    peer.expect('200 OK\r\n\r\n', () => peer.write('GET /inside HTTP/1.1\r\nHost: a\r\n\r\n')).expect('/inside', () => peer.end());
  });
};
