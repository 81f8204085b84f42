'use strict';
// An idle connection whose end has arrived but was not read: the next request gets a new one here.
module.exports = (t) => {
  const server = t.rawServer('', (peer, i) => peer.expect('\r\n\r\n', () => {
    peer.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    if (i === 0) peer.end();
  }), (port) => {
    const agent = t.agent({ keepAlive: true });
    const first = t.get({ port, agent }, (res) => res.resume());
    t.watch(first, 'client/first', 'response error close');
    first.on('close', () => t.setImmediate(() => {
      const second = t.get({ port, agent }, (res) => res.resume());
      t.watch(second, 'client/second', 'socket response error close');
      second.on('close', () => {
        t.props(second, 'client/second', 'reusedSocket');
        t.setImmediate(() => agent.destroy());
        server.close();
      });
    }));
  }, { accept: 9 });
};
