'use strict';
// With a 'data' listener on the socket, the whole segment is one callback.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.tick('req', 'of request');
    req.on('data', (data) => { t.log('req', 'data', data); t.tick('req', 'of data'); });
    req.on('end', () => { t.log('req', 'end'); t.tick('req', 'of end'); res.end(); });
    server.close();
  });
  server.on('connection', (socket) => {
    socket.on('data', (data) => { t.log('req', 'socket data', data.length); t.tick('req', 'of socket data'); });
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbb\r\n0\r\n\r\n'));
};
