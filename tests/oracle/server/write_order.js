'use strict';
// write, write, end: w1 w2 finish end-callback tick close.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'finish close');
    res.write('one', t.logs('res', 'w1'));
    res.write('two', t.logs('res', 'w2'));
    res.end(t.logs('res', 'end-callback'));
    t.tick('res', 'after');
    t.immediate('res', 'after');
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
