'use strict';
// Writes of wrong values and after the end.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'error finish close');
    t.call('res', 'number', () => res.write(5));
    t.call('res', 'null', () => res.write(null));
    t.call('res', 'list', () => res.write([]));
    t.call('res', 'end of number', () => res.end(5));
    t.props(res, 'res', 'headersSent finished');
    t.call('res', 'end', () => res.end('x'));
    t.call('res', 'write after end', () => res.write('y', 'utf8', t.logs('res', 'written after end')));
    t.tick('res', 'after write after end');
    t.call('res', 'end after end', () => res.end(t.logs('res', 'ended twice')));
    t.call('res', 'end with data after end', () => res.end('z', t.logs('res', 'ended thrice')));
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
