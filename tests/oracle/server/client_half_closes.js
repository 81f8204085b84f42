'use strict';
// The client half-closes after a complete request that is not answered yet: 'aborted', and no answer.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'data aborted end error close');
    t.watch(res, 'res', 'finish error close');
    t.watch(req.socket, 'socket', 'end error close');
    req.resume();
    req.on('aborted', () => t.call('res', 'end', () => res.end('too late', t.logs('res', 'ended'))));
    server.close();
  });
  t.listen(server, (port) => t.connect(port, 'wire/peer').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').end());
};
