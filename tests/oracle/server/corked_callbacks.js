'use strict';
// cork and uncork of a response: counts, lengths, when the callbacks come.
module.exports = (t) => {
  const server = t.createServer((req, res) => {
    t.watch(res, 'res', 'finish close');
    res.cork();
    t.call('res', 'write', () => res.write('one', t.logs('res', 'w1')));
    res.cork();
    t.props(res, 'res', 'writableCorked headersSent');
    t.call('res', 'write', () => res.write('two', t.logs('res', 'w2')));
    t.call('res', 'uncork', () => res.uncork());
    t.props(res, 'res', 'writableCorked');
    t.log('res', 'waiting', res.writableLength > 0);
    t.tick('res', 'before uncork');
    t.setImmediate(() => {
      t.call('res', 'uncork', () => res.uncork());
      t.props(res, 'res', 'writableCorked writableLength');
      t.tick('res', 'after uncork');
      t.setImmediate(() => res.end(t.logs('res', 'ended')));
    });
    server.close();
  });
  t.listen(server, (port) => t.exchange(port, 'wire/peer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
};
