'use strict';
// A server of bytes: address, connections, maxConnections, close while one is open.
module.exports = (t) => {
  let first;
  const server = t.net.createServer((socket) => {
    t.log('server/server', 'connection-listener');
    socket.on('close', () => t.log('server/socket', 'close'));
    socket.resume();
    server.getConnections((error, count) => t.log('server/server', 'connections', count));
    server.close(t.logs('server/server', 'close-callback'));
  });
  server.maxConnections = 1;
  t.watch(server, 'server/server', 'listening connection close error');
  t.listen(server, (port) => {
    t.props(server, 'server/server', 'listening maxConnections');
    first = t.connect(port, 'first/peer');
    const second = t.connect(port, 'second/peer');
    second.onEnd(() => t.after(5, () => { t.log('server/server', 'ending'); first.end(); }));
  });
};
