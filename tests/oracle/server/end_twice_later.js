'use strict';
// end() again after 'finish', and write() then.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'error finish close');
    res.end('x');
    res.on('finish', () => {
      t.call('res', 'end', () => res.end(t.logs('res', 'ended again')));
      t.call('res', 'write', () => res.write('y', 'utf8', t.logs('res', 'written after finish')));
      t.tick('res', 'of finish');
    });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
