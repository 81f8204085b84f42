'use strict';
// server.close() with an idle and a busy connection: 'close' after the last has gone.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    if (req.url === '/idle') return res.end('idle');
    t.watch(res, 'res', 'finish close');
    server.close(t.logs('server', 'close-callback'));
    t.props(server, 'server', 'listening');
    res.write('busy');
    t.after(20, () => { t.log('res', 'end'); res.end(); });
  });
  server.keepAliveTimeout = 60;
  t.watch(server, 'server', 'close');
  t.listen(server, (port) => {
    const idle = t.connect(port, 'idle/wire').write('GET /idle HTTP/1.1\r\nHost: a\r\n\r\n');
    idle.expect('idle', () => t.connect(port, 'busy/wire').write('GET /busy HTTP/1.1\r\nHost: a\r\n\r\n'));
  });
};
