'use strict';
// A response without writeHead: statusCode, statusMessage and setHeader are rendered with the first bytes.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.props(res, 'res', 'statusCode statusMessage headersSent sendDate finished writableEnded writableFinished');
    res.statusCode = 404;
    res.setHeader('X-B', 'b');
    res.setHeader('x-A', ['1', '2']);
    res.setHeader('Content-Type', 'text/plain');
    t.props(res, 'res', 'statusCode statusMessage headersSent');
    t.call('res', 'write', () => res.write('not '));
    t.props(res, 'res', 'statusCode statusMessage headersSent finished');
    res.statusCode = 500;
    t.call('res', 'end', () => res.end('here'));
    t.props(res, 'res', 'statusCode statusMessage headersSent finished writableEnded writableFinished');
    res.on('finish', () => t.props(res, 'res', 'headersSent finished writableEnded writableFinished'));
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
};
