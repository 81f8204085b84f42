'use strict';
// Trailers of a chunked request: empty until 'end', duplicates merged, framing names without effect.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.props(req, 'req', 'trailers rawTrailers complete');
    req.on('data', (data) => { t.log('req', 'data', data); t.props(req, 'req', 'rawTrailers complete'); });
    req.on('end', () => {
      t.props(req, 'req', 'trailers rawTrailers complete');
      res.end();
    });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n' +
    '3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\nContent-Length: 7\r\nHost: b\r\n\r\n'));
};
