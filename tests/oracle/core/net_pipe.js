'use strict';
// One socket piped to another: 'pipe', the bytes, the end handed on; unpipe.
module.exports = (t) => {
  const server = t.net.createServer((socket) => {
    server.close();
    t.watch(socket, 'server/socket', 'pipe unpipe end finish close');
    t.call('server/socket', 'pipe', () => socket.pipe(socket));
  });
  t.listen(server, (port) => {
    const client = t.watch(t.net.connect(port, '127.0.0.1'), 'client/socket', 'data end close');
    const source = t.watch(new t.stream.PassThrough(), 'client/source', 'pipe unpipe end pause');
    client.write('there and back');
    client.on('data', () => client.end());
    source.pipe(client);
    source.unpipe(client);
  });
};
