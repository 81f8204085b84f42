'use strict';
// An unref'd server and an unref'd socket do not keep the program alive.
module.exports = (t) => {
  const server = t.net.createServer((socket) => {
    t.log('server', 'connection');
    t.watch(socket, 'server', 'close');
    socket.unref();
    t.call('server', 'unref', () => server.unref() === server);
    client.unref();
    t.immediate('server', 'after unref');
  });
  let client;
  t.listen(server, (port) => { client = t.net.connect(port, '127.0.0.1'); });
};
