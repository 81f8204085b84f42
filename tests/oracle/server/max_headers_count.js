'use strict';
// maxHeadersCount 10 and 0: how many reach headers and rawHeaders.
module.exports = (t) => {
  const limits = [10, 0];
  const server = t.createServer((req, res) => {
    t.log(`${server.maxHeadersCount}/req`, 'headers', Object.keys(req.headers).length, req.rawHeaders.length / 2);
    res.end();
  });
  let head = 'GET / HTTP/1.1\r\nHost: a\r\n';
  for (let i = 0; i < 39; i++) head += `X-${i}: ${i}\r\n`;
  t.listen(server, function next(port) {
    if (!limits.length) return server.close();
    server.maxHeadersCount = limits.shift();
    t.exchange(port, '', `${head}\r\n`, () => next(port));
  });
};
