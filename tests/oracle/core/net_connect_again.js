'use strict';
// connect() on a socket that is connected, on one that was destroyed just now, and to a path that is too long.
module.exports = (t) => {
  const watched = (name, socket) => t.watch(socket, name, 'connect error end close');
  const connected = watched('connected/socket', new t.net.Socket());
  const destroyed = watched('destroyed/socket', new t.net.Socket());
  const server = t.net.createServer((peer) => peer.on('error', () => {}).end('hello'));
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    for (const socket of [connected, destroyed]) socket.connect(port, '127.0.0.1');
    connected.once('connect', () => connected.connect(port, '127.0.0.1'));
    destroyed.once('connect', () => destroyed.destroy().connect(port, '127.0.0.1'));
    connected.resume();
    destroyed.resume();
    t.after(200, () => {
      for (const socket of [connected, destroyed]) socket.destroy();
      server.close();
    });
  });
  const long = new t.net.Socket();
  long.on('error', (failure) => t.log('too long/socket', 'code', failure.code));
  long.connect({ path: `/nowhere/${'x'.repeat(200)}` });
};
