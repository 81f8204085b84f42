'use strict';
// A server that goes on answering a client that has ended its side.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'end aborted close');
    t.watch(res, 'res', 'finish close');
    t.watch(req.socket, 'socket', 'end close');
    req.resume();
    t.after(10, () => res.end('whole answer'));
    server.close();
  });
  server.httpAllowHalfOpen = true;
  t.listen(server, (port) => t.connect(port, 'wire/peer').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').end());
};
