'use strict';
// One exchange on a keep-alive connection: every event of both messages, and the bytes.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(req, 'server/req', 'data end aborted close error');
    t.watch(res, 'server/res', 'finish close error');
    t.call('server/res', 'end', () => res.end('hello'));
    t.tick('server/program', 'after end');
    server.close();
  });
  t.watch(server, 'server/server', 'listening connection close');
  t.listen(server, (port) => t.exchange(port, 'wire', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
