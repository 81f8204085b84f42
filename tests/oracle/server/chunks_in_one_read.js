'use strict';
// A chunked body in one segment: ticks after each chunk, none after the head and the end.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'end close');
    t.tick('req', 'of request');
    req.on('data', (data) => { t.log('req', 'data', data); t.tick('req', 'of data'); t.immediate('req', 'of data'); });
    req.on('end', () => { t.tick('req', 'of end'); res.end(); });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbb\r\n3\r\nccc\r\n0\r\n\r\n'));
};
