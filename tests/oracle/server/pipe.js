'use strict';
// req.pipe(res): the events of both sides and what comes back.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'data end close pause resume');
    t.watch(res, 'res', 'pipe unpipe finish close');
    t.call('req', 'pipe', () => req.pipe(res));
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n'));
};
