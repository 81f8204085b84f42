'use strict';
// listening, connection, request, close of a server: order, callbacks, second listen, second close.
module.exports = (t) => {
  const answered = [];
  const server = t.createServer((req, res) => {
    t.log('server', 'request');
    answered.push(true);
    res.end();
    t.call('server', 'close', () => server.close(t.logs('server', 'close-callback')));
    t.props(server, 'server', 'listening');
    t.tick('server', 'after close');
  });
  t.watch(server, 'server', 'listening connection close error');
  t.call('server', 'close before listen', () => server.close(t.logs('server', 'early close-callback')));
  t.call('server', 'address', () => server.address());
  t.call('server', 'listen', () => server.listen(0, '127.0.0.1', () => {
    t.log('server', 'listen-callback', server.listening);
    t.known(server.address().port);
    t.props(server.address(), 'server', 'port address family');
    t.call('server', 'listen twice', () => { server.listen(0); });
    const peer = t.connect(server.address().port, '').write('GET / HTTP/1.1\r\nHost: a\r\n\r\n').expect('200 OK', () => t.after(5, () => peer.end()));
  }));
  t.tick('server', 'after listen');
  server.on('close', () => {
    t.props(server, 'server', 'listening');
    if (!answered.pop()) return;
    t.call('server', 'close again', () => server.close(t.logs('server', 'second close-callback')));
  });
};
