'use strict';
// A complete request and garbage behind it in one segment, answered a little later.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'req', 'aborted close');
    t.watch(res, 'res', 'finish close');
    t.setImmediate(() => t.call('res', 'end', () => { res.end('answer'); }));
    server.close();
  });
  t.listen(server, (port) => t.connect(port, 'wire/peer').write('GET / HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n'));
};
