'use strict';
// write() on a connection that stands: return values, callbacks, 'finish', ticks between them.
module.exports = (t) => {
  t.rawServer('wire/peer', (peer) => {
    peer.expect('\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    peer.expect('0\r\n\r\n', () => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  }, (port) => {
    const agent = t.agent({ keepAlive: true });
    const first = t.get({ port, agent }, (res) => res.resume());
    first.on('close', () => t.setImmediate(() => {
      const req = t.watch(t.request({ port, agent, method: 'POST' }, (res) => res.resume()), 'client/req', 'socket drain finish response close');
      req.on('socket', (socket) => t.writes(socket, 'client/socket'));
      req.on('socket', (socket) => t.setImmediate(() => {
        t.call('client/req', 'write', () => req.write('one', t.logs('client/req', 'w1')));
        t.tick('client/program', 'after one');
        t.call('client/req', 'write', () => req.write('two', t.logs('client/req', 'w2')));
        t.call('client/req', 'end', () => req.end(t.logs('client/req', 'end called back')) === req);
        t.tick('client/program', 'after end');
        t.props(req, 'client/req', 'writableEnded writableFinished writableLength');
      }));
      req.on('close', () => t.setImmediate(() => agent.destroy()));
    }));
  });
};
