'use strict';
// writeHead, writeContinue and writeProcessing after the headers have gone.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    res.writeHead(200, { 'X-Once': '1' });
    res.write('body');
    t.call('res', 'writeHead', () => { res.writeHead(500, { 'X-Twice': '2' }); });
    t.call('res', 'writeContinue', () => res.writeContinue());
    t.call('res', 'writeProcessing', () => res.writeProcessing());
    res.end();
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
