'use strict';
// A request behind one that says Connection: close, in the same segment.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.log('server', 'request', req.url);
    res.end(`answer ${req.url}`);
    server.close();
  });
  const get = (path, more) => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
  t.listen(server, (port) => t.connect(port, 'wire/peer').write(get('/1', 'Connection: close\r\n') + get('/2', '')));
};
