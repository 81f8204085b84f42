'use strict';
// writeProcessing and writeContinue before the headers.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.call('res', 'writeProcessing', () => res.writeProcessing(t.logs('res', 'processing written')));
    t.call('res', 'writeContinue', () => res.writeContinue(t.logs('res', 'continue written')));
    t.props(res, 'res', 'headersSent');
    res.end('x');
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
