'use strict';
// Upgrade without a listener is an ordinary request; what follows in its segment is the next one.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.log('server', 'request', req.url, req.upgrade);
    res.end(`answer ${req.url}`);
    if (req.url === '/3') server.close();
  });
  const upgrade = 'Host: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
  t.listen(server, (port) => {
    const peer = t.connect(port, 'wire/peer').write(`GET /1 HTTP/1.1\r\n${upgrade}GET /2 HTTP/1.1\r\nHost: a\r\n\r\n`);
    t.after(30, () => peer.write('GET /3 HTTP/1.1\r\nHost: a\r\n\r\n').expect('answer /3', () => peer.end()));
  });
};
