'use strict';
// The response's socket goes just before 'finish'; the request keeps its own.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    const socket = req.socket;
    t.log('res', 'in request', res.socket === socket, res.connection === socket);
    res.on('finish', () => {
      t.log('res', 'in finish', res.socket, res.connection, req.socket === socket);
      t.nextTick(() => t.log('res', 'after finish', res.socket, req.socket === socket));
    });
    res.on('close', () => t.log('res', 'in close', res.socket));
    res.end('x');
    t.log('res', 'after end', res.socket === socket);
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, '', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
