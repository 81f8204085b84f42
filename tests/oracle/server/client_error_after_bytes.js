'use strict';
// After any byte was written on a connection, malformed input closes it without an answer.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'finish close');
    t.watch(req, 'req', 'aborted close');
    res.write('begun');
    server.close();
  });
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').expect('begun', () => peer.write('garbage\r\n\r\n'));
  });
};
